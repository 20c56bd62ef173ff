import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { findModels } from './onnx-models/find-models.js';
import { type ModelOutcome, measureModel } from './onnx-models/measure-model.js';
import { renderOutcomes, renderOutcomesCsv } from './onnx-models/render-outcomes.js';

/**
 * Whether `ortune bench` measures every model of ONNX's own backend tests that ONNX Runtime loads. Each runs in a process
 * of its own for a moment, so the latencies are no more than signs of life.
 *
 *     npm run bench:onnx-models -- --peers FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A virtual environment with onnx. */
    peers: { type: 'string' },
    /** Only models whose kind and name (`node/test_abs`) have this in them. */
    only: { type: 'string', default: '' },
    /** Models at the same time. */
    processes: { type: 'string', default: String(availableParallelism()) },
    csv: { type: 'string', default: 'reports/bench/onnx-models.csv' },
  },
});

if (!options.peers) throw new Error('--peers is missing: a virtual environment with onnx');
// The compiled code, as users run it: its processes start in a third of the time. `npm run` has compiled it.
const compiled = new URL('../dist/pipeline/benchmark/measure-candidates.js', import.meta.url).href;
const { measureCandidates } = (await import(compiled)) as typeof import('../pipeline/benchmark/measure-candidates.js');

const script = fileURLToPath(new URL('peers/onnx_test_models.py', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ortune-onnx-models-'));
try {
  await execa(join(options.peers, 'bin', 'python'), ['-W', 'ignore', script, folder]);
  const models = (await findModels(folder)).filter(({ kind, name }) => `${kind}/${name}`.includes(options.only));
  const waiting = models.entries();
  const outcomes: ModelOutcome[] = [];
  const work = async () => {
    for (const [index, model] of waiting) {
      outcomes[index] = await measureModel(model, measureCandidates);
      if ((index + 1) % 100 === 0) process.stderr.write(`${index + 1} of ${models.length}\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(options.processes) }, work));
  await mkdir(dirname(options.csv), { recursive: true });
  await writeFile(options.csv, await renderOutcomesCsv(outcomes));
  const { onnxruntime, node } = describeMachine();
  process.stdout.write(`ONNX Runtime ${onnxruntime}, Node ${node}\n\n${renderOutcomes(outcomes)}\n`);
} finally {
  await rm(folder, { recursive: true });
}
