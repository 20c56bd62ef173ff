// A process that goes on with a study: write-reports.ts FILE PARAMETERS FIRST-TRIAL REPORTS PAUSE WORK
// Two trials at a time, each of twenty reports, in turns; PAUSE milliseconds from one report to the next, and before each WORK
// steps of computing. Prints when each report was committed, in milliseconds since 1970, and how long all took, as JSON.
import { setTimeout } from 'node:timers/promises';
import { StudyRecorder } from '../../pipeline/run/record/study-recorder.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { endedTrial, epochOf, runningTrial, syntheticStudy } from '../../test/run/dashboard/synthetic-study.js';
import { compute } from './compute.js';

export interface Written {
  readonly seconds: number;
  readonly reports: readonly { readonly trial: number; readonly step: number; readonly at: number }[];
}

const [file = '', ...numbers] = process.argv.slice(2);
const [parameters = 0, first = 0, reports = 0, pause = 0, work = 0] = numbers.map(Number);
const reportsPerTrial = 20;

const store = await openStore(file, 'write');
const study = syntheticStudy(parameters);
const stored = (await store.findStudy(study.name)) ?? process.exit(1);
const recorder = new StudyRecorder(store, stored, study, []);
const written: Written['reports'][number][] = [];
const begun = performance.now();
for (let report = 0; report < reports; report++) {
  const pair = Math.floor(report / (2 * reportsPerTrial));
  const number = first + 2 * pair + (report % 2);
  const step = 1 + Math.floor((report % (2 * reportsPerTrial)) / 2);
  const trial = runningTrial(number, study);
  compute(work);
  if (pause > 0) await setTimeout(Math.max(0, begun + (report + 1) * pause - performance.now()));
  if (step === 1) await recorder.begin(trial, undefined);
  await recorder.epoch(trial, epochOf(number, step));
  written.push({ trial: number, step, at: Date.now() });
  if (step === reportsPerTrial) await recorder.finish(endedTrial(trial, reportsPerTrial), undefined);
}
const seconds = (performance.now() - begun) / 1000;
await store.close();
process.stdout.write(JSON.stringify({ seconds, reports: written } satisfies Written));
