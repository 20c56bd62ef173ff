// A process that runs trials in a study: node write-trials.mjs STORAGE STUDY TRIALS REPORTS
// Compiled code, so that eight of them start quickly. Prints its time from the first trial to the last as JSON.
import { openStore } from '../../dist/pipeline/store/open-store.js';

const [storage = '', name = '', trials = '0', reports = '0'] = process.argv.slice(2);
const store = await openStore(storage, 'create');
const { id } = await store.openStudy({ name, directions: ['minimize'] });

const before = process.cpuUsage();
const begin = performance.now();
for (let count = 0; count < Number(trials); count++) {
  const trial = await store.createTrial(id);
  for (let step = 1; step <= Number(reports); step++) await store.report(trial.id, { step, values: [1 / step] });
  await store.finishTrial(trial.id, { state: 'COMPLETE', values: [1] });
}
const seconds = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(before);
await store.close();
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6 })}\n`);
