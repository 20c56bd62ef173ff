import { pace } from '../../pace.js';
import { writeFormat } from '../../report/write-formats.js';
import { loadReportData } from './load-report-data.js';

/** report.html and summary.md of a running study. */
export interface ReportPages {
  /** Writes them from what lies in the folder, at the end of a study always, while it goes on where it is time again. */
  refresh(isEnd: boolean): Promise<void>;
}

/** Milliseconds; nobody reads faster. */
const shortestPause = 10_000;

/** A study spends at most so much of its time on its pages. */
const share = 0.02;

/** @param now milliseconds */
export function reportPages(folder: string, now: () => number = () => performance.now()): ReportPages {
  const own = pace({ firstPause: 0, shortestPause, share }, now);
  return {
    async refresh(isEnd) {
      if (!isEnd && own.remaining() > 0) return;
      await own.spend(async () => {
        const data = await loadReportData(folder);
        await writeFormat(folder, 'html', data);
        await writeFormat(folder, 'md', data);
      });
    },
  };
}
