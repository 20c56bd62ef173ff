import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a run writes into its folder; nothing else that lies there is touched. */
const reportEntries = [
  'ranking.csv',
  'learning-curves.csv',
  'initialisation.csv',
  'worth-table.csv',
  'importance.csv',
  'study.json',
  'analysis.json',
  'report.html',
  'summary.md',
  'best.onnx',
  'trials',
];

/** Removes what an earlier run of the same study has left, so that its files are not taken for this run's. */
export async function clearReport(folder: string): Promise<void> {
  await Promise.all(reportEntries.map((entry) => rm(join(folder, entry), { recursive: true, force: true })));
}
