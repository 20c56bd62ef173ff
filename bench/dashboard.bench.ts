import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execaNode } from 'execa';
import { usualConfidence } from '../pipeline/benchmark/statistics/interval.js';
import { pairedRatio } from '../pipeline/benchmark/statistics/paired-ratio.js';
import { nearestRank } from '../pipeline/quantile.js';
import { mergeReportData } from '../pipeline/report/report-data/merge-report-data.js';
import type { ReportData } from '../pipeline/report/report-data/report-data.js';
import { parseReportJson, parseUpdateJson } from '../pipeline/report/report-data/report-json.js';
import { compute } from './dashboard/compute.js';
import { fillRecordedStudy } from './dashboard/fill-recorded-study.js';
import { serve } from './dashboard/served.js';
import type { Written } from './dashboard/write-reports.js';
import { textTable } from './text-table.js';

/**
 * `ortune dashboard` beside a large study: how far the data of its page are behind the storage, and what it costs the study.
 *
 *     npm run bench:dashboard -- [--trials 10000] [--parameters 20] [--rate 20] [--seconds 30] [--rounds 20]
 */
const { values } = parseArgs({
  options: {
    /** Of the study before the bench begins. */
    trials: { type: 'string', default: '10000' },
    parameters: { type: 'string', default: '20' },
    /** Reports a second. */
    rate: { type: 'string', default: '20' },
    /** How long the study runs, each time. */
    seconds: { type: 'string', default: '30' },
    /** Pairs of a study with a dashboard and one without; 0: only the lag is measured. */
    rounds: { type: 'string', default: '20' },
  },
});
const options = Object.fromEntries(Object.entries(values).map(([name, text]) => [name, Number(text)]));
const { trials = 0, parameters = 0, rate = 1, seconds = 0, rounds = 0 } = options;

const folder = await mkdtemp(join(tmpdir(), 'ortune-dashboard-bench-'));
try {
  const filled = join(folder, 'filled.db');
  await fillRecordedStudy(filled, trials, parameters);
  console.log(`${trials} trials, ${parameters} hyperparameters, ${rate} reports a second for ${seconds} s`);
  await measureLag(filled);
  if (rounds > 0) await measureCost(filled);
} finally {
  await rm(folder, { recursive: true });
}

/** A copy of the study in a report folder of its own. */
async function freshStudy(filled: string, name: string): Promise<{ readonly reports: string; readonly file: string }> {
  const reports = join(folder, name);
  const file = join(reports, 'study', 'study.db');
  await mkdir(join(reports, 'study'), { recursive: true });
  await copyFile(filled, file);
  return { reports, file };
}

function script(name: string, args: readonly number[], file?: string) {
  const path = fileURLToPath(new URL(`dashboard/${name}`, import.meta.url));
  const all = [...(file === undefined ? [] : [file]), ...args.map(String)];
  return execaNode(path, all, { nodeOptions: ['--import', 'tsx'] });
}

async function measureLag(filled: string): Promise<void> {
  const { reports, file } = await freshStudy(filled, 'lag');
  let data: ReportData | undefined;
  const seenAt = new Map<string, number>();
  const served = await serve(reports, (event, json) => {
    if (event === 'study') data = parseReportJson(json);
    else if (event === 'update' && data) {
      const update = parseUpdateJson(json);
      data = mergeReportData(data, update);
      const now = Date.now();
      for (const { number } of update.changed.trials) {
        for (const step of update.changed.curves.byTrial[number]?.steps ?? []) {
          const key = `${number} ${step}`;
          if (!seenAt.has(key)) seenAt.set(key, now);
        }
      }
    }
  });
  const [cpuBefore, bytesBefore] = [await served.cpuSeconds(), served.bytes()];
  const { stdout } = await script('write-reports.ts', [parameters, trials + 1, rate * seconds, 1000 / rate, 0], file);
  // The last ones are on their way.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const [cpu, bytes] = [(await served.cpuSeconds()) - cpuBefore, served.bytes() - bytesBefore];
  await served.close();
  const written: Written = JSON.parse(stdout);
  // What a trial that has ended since has reported at its last steps is seen by its whole curve.
  const lags = written.reports.map(({ trial, step, at }) => (seenAt.get(`${trial} ${step}`) ?? Number.NaN) - at);
  const known = Float64Array.from(lags.filter((lag) => !Number.isNaN(lag))).sort();
  console.log(
    textTable([
      ['behind the storage', 'ms'],
      ['median', nearestRank(known, 50).toFixed(0)],
      ['95th percentile', nearestRank(known, 95).toFixed(0)],
      ['most', nearestRank(known, 100).toFixed(0)],
    ]),
  );
  const { length } = lags;
  console.log(`${length - known.length} of ${length} reports never seen`);
  console.log(`processor time of the dashboard: ${((100 * cpu) / (seconds + 3)).toFixed(1)} % of one core`);
  console.log(`${(bytes / 1000 / (seconds + 3)).toFixed(1)} kB a second to the page`);
}

/** The same study with and without a dashboard that somebody looks at, in turns; every core computes. */
async function measureCost(filled: string): Promise<void> {
  // As long as it takes from one report to the next.
  const begun = performance.now();
  compute(2e8);
  const work = Math.round((2e8 * 1000) / rate / (performance.now() - begun));
  const run = async (name: string, isServed: boolean): Promise<number> => {
    const { reports, file } = await freshStudy(filled, name);
    const served = isServed ? await serve(reports) : undefined;
    const others = Array.from({ length: availableParallelism() - 1 }, () =>
      script('compute-alone.ts', [rate * seconds, work]),
    );
    const { stdout } = await script('write-reports.ts', [parameters, trials + 1, rate * seconds, 0, work], file);
    const times = (await Promise.all(others)).map((other) => secondsOf(other.stdout));
    await served?.close();
    await rm(reports, { recursive: true });
    return Math.max(secondsOf(stdout), ...times);
  };
  const [served, alone]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const isFirst = round % 2 === 0;
    const a = await run(`${round}-a`, isFirst);
    const b = await run(`${round}-b`, !isFirst);
    served.push(isFirst ? a : b);
    alone.push(isFirst ? b : a);
    console.log(`round ${round + 1}: ${percent(isFirst ? a / b : b / a)} slower`);
  }
  const { ratio, interval } = pairedRatio(served, alone, usualConfidence);
  const range = interval ? ` (95 % interval ${percent(interval.low)} to ${percent(interval.high)})` : '';
  console.log(`slower with a dashboard: ${percent(ratio)}${range}, ${rounds} rounds`);
}

function percent(ratio: number): string {
  return `${(100 * (ratio - 1)).toFixed(2)} %`;
}

function secondsOf(stdout: string): number {
  const { seconds } = JSON.parse(stdout);
  return seconds;
}
