import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { openEngine } from '../pipeline/compiler/open-engine.js';
import { exportModel } from '../pipeline/export/export-model.js';
import { tuningObjectiveNames } from '../pipeline/tune-session/tuning-objectives.js';
import { type NetworkName, networks } from './session-tuning/networks.js';
import { renderRows, renderRowsCsv } from './session-tuning/render-rows.js';
import { type TunedRow, tuneAndCheck } from './session-tuning/tune-and-check.js';

/**
 * What session tuning gains: options are tuned for each network and objective, then measured once more beside the defaults, in a
 * measurement that the tuning knows nothing of. There no interval may lie above 1.
 *
 *     npm run bench:session -- --objectives p90,throughput,memory
 */
const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: Object.keys(networks).join() },
    objectives: { type: 'string', default: 'p90' },
    trials: { type: 'string', default: '24' },
    /** Of each of the options in the search. */
    seconds: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    csv: { type: 'string', default: 'reports/bench/session-tuning.csv' },
  },
});

const { processors, cpu, node, onnxruntime } = describeMachine();
process.stdout.write(`${cpu}, ${processors} processors; ONNX Runtime ${onnxruntime}, Node ${node}\n\n`);
await (await openEngine('cpu')).activate();
const plan = {
  processors,
  trials: Number(options.trials),
  seconds: Number(options.seconds),
  seed: Number(options.seed),
};
const rows: TunedRow[] = [];
const folder = await mkdtemp(join(tmpdir(), 'ortune-session-tuning-'));
try {
  for (const network of among(Object.keys(networks) as NetworkName[], options.networks)) {
    const file = join(folder, `${network}.onnx`);
    const model = networks[network].build();
    await writeFile(file, await exportModel({ model, name: network }));
    model.dispose();
    for (const objective of among(tuningObjectiveNames, options.objectives)) {
      const row = await tuneAndCheck(network, file, objective, plan);
      rows.push(row);
      process.stderr.write(`${network}, ${objective}: tuned in ${row.minutes.toFixed(1)} minutes\n`);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
process.stdout.write(`${renderRows(rows)}\n`);
await mkdir(dirname(options.csv), { recursive: true });
await writeFile(options.csv, await renderRowsCsv(rows));

function among<Name extends string>(names: readonly Name[], text: string): readonly Name[] {
  return text.split(',').map((part) => {
    const name = names.find((known) => known === part);
    if (name === undefined) throw new Error(`there is no ${part}; there are ${names.join(', ')}`);
    return name;
  });
}
