import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderCsv } from '../pipeline/report/render-csv.js';
import { fillStudy } from './store/fill-study.js';
import { type Contender, measureThroughput } from './store/measure-throughput.js';
import { openLargeStudy, writeTogether } from './store/run-processes.js';
import { textTable } from './text-table.js';

/**
 * Stores: trials a second (create, ten reports, finish) next to Optuna on the same disk; eight processes writing one file;
 * a study of 100,000 trials.
 *
 *     npm run bench:store -- --peers FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A virtual environment with Optuna; without it only our own store runs. */
    peers: { type: 'string' },
    /** Where the SQLite files are made: the disk that is measured. */
    folder: { type: 'string', default: tmpdir() },
    /** A PostgreSQL database (an empty one) to measure too. */
    postgresql: { type: 'string' },
    trials: { type: 'string', default: '50' },
    rounds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '8' },
    'trials-together': { type: 'string', default: '2000' },
    'large-study': { type: 'string', default: '100000' },
    csv: { type: 'string', default: 'reports/bench/store.csv' },
  },
});

const folder = mkdtempSync(join(options.folder, 'ortune-store-bench-'));
const rows: { readonly what: string; readonly value: number; readonly unit: string }[] = [];
try {
  const trials = Number(options.trials);
  const contenders: Contender[] = [
    { name: 'ortune, SQLite', run: 'ortune', storage: (round) => `sqlite:///${join(folder, `ours-${round}.db`)}` },
    ...(options.peers
      ? (['storage', 'study'] as const).map(
          (way): Contender => ({
            name: `Optuna, SQLite, ${way === 'storage' ? 'calls of its storage' : 'ask, report, tell'}`,
            run: { peers: options.peers ?? '', way },
            storage: (round) => `sqlite:///${join(folder, `optuna-${way}-${round}.db`)}`,
          }),
        )
      : []),
    ...(options.postgresql
      ? [{ name: 'ortune, PostgreSQL', run: 'ortune' as const, storage: () => options.postgresql ?? '' }]
      : []),
  ];
  for (const { name, perSecond, cpuMilliseconds } of await measureThroughput(
    contenders,
    trials,
    Number(options.rounds),
  )) {
    rows.push({ what: `${name}: trials of 10 reports`, value: perSecond, unit: '1/s' });
    rows.push({ what: `${name}: processor time`, value: cpuMilliseconds, unit: 'ms/trial' });
  }

  const processes = Number(options.processes);
  const together = await writeTogether({
    storage: `sqlite:///${join(folder, 'together.db')}`,
    processes,
    trials: Number(options['trials-together']),
    reports: 10,
  });
  rows.push({
    what: `${processes} processes, ${together.trials} trials of 10 reports`,
    value: together.seconds,
    unit: 's',
  });
  rows.push({ what: `${processes} processes: failed`, value: together.failures.length, unit: '' });
  for (const failure of together.failures) process.stderr.write(`${failure}\n`);

  const large = join(folder, 'large.db');
  const size = Number(options['large-study']);
  await fillStudy(large, 'large', size);
  const study = await openLargeStudy(`sqlite:///${large}`, 'large');
  const what = `${study.trials} trials of ${study.reports} reports`;
  rows.push({ what: `${what}: open`, value: study.open.seconds, unit: 's' });
  rows.push({ what: `${what}: read all`, value: study.read.seconds, unit: 's' });
  rows.push({ what: `${what}: read all, processor time`, value: study.read.cpuSeconds, unit: 's' });
  rows.push({ what: `${what}: read again`, value: 1000 * study.readAgain.seconds, unit: 'ms' });
  rows.push({ what: `${what}: look into the queue`, value: 1000 * study.claim.seconds, unit: 'ms' });
  rows.push({ what: `${what}: list studies`, value: 1000 * study.list.seconds, unit: 'ms' });
  rows.push({ what: `${what}: memory kept (heap)`, value: study.kept, unit: 'MB' });
  rows.push({
    what: `${what}: peak of the process (${study.atStart.toFixed(0)} MB of it before)`,
    value: study.peak,
    unit: 'MB',
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const shown = rows.map(({ what, value, unit }) => [what, `${Number(value.toPrecision(3))} ${unit}`.trim()]);
process.stdout.write(`${textTable(shown)}\n${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}\n`);
mkdirSync(dirname(options.csv), { recursive: true });
writeFileSync(
  options.csv,
  await renderCsv(
    ['what', 'value', 'unit'],
    rows.map(({ what, value, unit }) => [what, value, unit]),
  ),
);
