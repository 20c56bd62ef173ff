import { writeFormat } from '../../report/write-formats.js';
import { loadReportData } from './load-report-data.js';

/** report.html and summary.md of a running study. */
export interface ReportPages {
  /** Writes them from what lies in the folder, at the end of a study always, while it goes on where it is time again. */
  refresh(isEnd: boolean): Promise<void>;
}

/** Milliseconds; nobody reads faster. */
const shortestPause = 10_000;

/** In times of what the last writing took: a study spends at most 2 % on its pages. */
const pauseFactor = 50;

/** @param now milliseconds */
export function reportPages(folder: string, now: () => number = () => performance.now()): ReportPages {
  let due = now();
  return {
    async refresh(isEnd) {
      const begun = now();
      if (!isEnd && begun < due) return;
      const data = await loadReportData(folder);
      await writeFormat(folder, 'html', data);
      await writeFormat(folder, 'md', data);
      const ended = now();
      due = ended + Math.max(shortestPause, pauseFactor * (ended - begun));
    },
  };
}
