import type { ReportData } from './report-data.js';

/** The same data for a page that lies elsewhere: `folder` is the way from there to where the files are, with slashes. */
export function relink(data: ReportData, folder: string): ReportData {
  if (folder === '') return data;
  const prefix = folder.split('/').map(encodeURIComponent).join('/');
  const link = (href: string) => (href === '' ? '' : `${prefix}/${href}`);
  return {
    ...data,
    files: data.files.map(({ label, href }) => ({ label, href: link(href) })),
    trials: data.trials.map((trial) => ({ ...trial, model: link(trial.model) })),
  };
}
