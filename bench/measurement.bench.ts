import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { renderCsv } from '../pipeline/report/render-csv.js';
import { ortuneVersion } from '../pipeline/version.js';
import { againstBareLoop } from './measurement/against-bare-loop.js';
import { backgroundLoad } from './measurement/background-load.js';
import type { Figure, PartOptions } from './measurement/part.js';
import { tiedWithItself, toldApart } from './measurement/ties.js';
import { textTable } from './text-table.js';

/**
 * What the measurement is worth: medians beside a bare loop over the native binding, a model against itself, two models that differ by 5 %,
 * a load that starts in the middle. On a machine that does nothing else:
 *
 *     npm run bench:measurement -- --parts bare-loop,tied,apart,load
 */
const parts = {
  'bare-loop': { run: againstBareLoop, repeats: 10, seconds: 2 },
  tied: { run: tiedWithItself, repeats: 100, seconds: 1.5 },
  apart: { run: toldApart, repeats: 10, seconds: 20 },
  load: { run: backgroundLoad, repeats: 5, seconds: 5 },
} as const satisfies Record<
  string,
  {
    readonly run: (options: PartOptions) => Promise<Figure[]>;
    readonly repeats: number;
    readonly seconds: number;
  }
>;

const { values: options } = parseArgs({
  options: {
    parts: { type: 'string', default: Object.keys(parts).join(',') },
    /** Of every part; default: 10, 100, 10 and 5. */
    repeats: { type: 'string' },
    /** For one measurement of one model; default: 2, 1.5, 20 and 5. */
    seconds: { type: 'string' },
    csv: { type: 'string', default: 'reports/bench/measurement.csv' },
  },
});

const isPart = (name: string): name is keyof typeof parts => Object.hasOwn(parts, name);
const rows: (Figure & { readonly part: string; readonly minutes: number })[] = [];
const folder = await mkdtemp(join(tmpdir(), 'ortune-measurement-'));
try {
  for (const part of options.parts.split(',')) {
    if (!isPart(part)) throw new Error(`unknown part ${part}; there are ${Object.keys(parts).join(', ')}`);
    const { run, repeats, seconds } = parts[part];
    const begun = performance.now();
    const figures = await run({
      folder,
      repeats: Number(options.repeats ?? repeats),
      seconds: Number(options.seconds ?? seconds),
      onRepeat: (text) => process.stderr.write(`${part}: ${text}\n`),
    });
    const minutes = (performance.now() - begun) / 60_000;
    rows.push(...figures.map((figure) => ({ part, minutes, ...figure })));
  }
} finally {
  await rm(folder, { recursive: true });
}

const short = (value: number | undefined) => (value === undefined ? '' : String(Number(value.toPrecision(4))));
const header = ['part', 'what', 'value', 'unit', 'lowest', 'highest', 'n', 'minutes'];
const table = rows.map(({ part, what, value, unit, lowest, highest, n, minutes }) => [
  part,
  what,
  short(value),
  unit,
  short(lowest),
  short(highest),
  String(n),
  minutes.toFixed(1),
]);
const { cpu, processors, node, onnxruntime } = describeMachine();
process.stdout.write(
  `${cpu}, ${processors} processors, Node ${node}, ONNX Runtime ${onnxruntime}, ortune ${ortuneVersion}; one thread\n\n` +
    `${textTable([header, ...table], 2)}\n`,
);
await mkdir(dirname(options.csv), { recursive: true });
await writeFile(
  options.csv,
  await renderCsv(
    [...header, 'cpu', 'processors', 'node', 'onnxruntime', 'ortune'],
    rows.map(({ part, what, value, unit, lowest, highest, n, minutes }) => [
      ...[part, what, value, unit, lowest, highest, n, minutes],
      ...[cpu, processors, node, onnxruntime, ortuneVersion],
    ]),
  ),
);
