import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { measureVariants, type VariantRow } from './quantization/measure-variants.js';
import { type NetworkName, networks } from './quantization/networks.js';
import { renderVariants, renderVariantsCsv } from './quantization/render-variants.js';
import { trainNetwork } from './quantization/train-network.js';

/**
 * Accuracy, size and latency of quantized networks, beside ONNX Runtime's own quantizer in Python.
 *
 *     npm run bench:quantization -- --networks mnist,fashion-mnist --peers FOLDER
 */
const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'mnist,fashion-mnist' },
    /** Files to take instead of training, `name=model.onnx`: raw pixels in, logits out. */
    model: { type: 'string', multiple: true, default: [] },
    epochs: { type: 'string', default: '3' },
    /** Training samples. */
    train: { type: 'string', default: '20000' },
    /** Calibration samples. */
    samples: { type: 'string', default: '500' },
    /** For the latency of each file. */
    seconds: { type: 'string', default: '3' },
    /** A virtual environment with onnxruntime and onnx. */
    peers: { type: 'string' },
    csv: { type: 'string', default: 'reports/bench/quantization.csv' },
  },
});

const isNetwork = (name: string): name is NetworkName => Object.hasOwn(networks, name);
const given = new Map(options.model.map((text) => [text.split('=')[0], text.split('=').slice(1).join('=')]));
const results = new Map<string, readonly VariantRow[]>();
const { cpu, processors, node } = describeMachine();
process.stdout.write(`${cpu}, ${processors} processors, Node ${node}; one thread, batch 1\n`);
for (const name of options.networks.split(',')) {
  if (!isNetwork(name)) throw new Error(`unknown network ${name}; there are ${Object.keys(networks).join(', ')}`);
  const network = networks[name];
  const data = await network.dataset({ train: Number(options.train), validation: 1000, test: 10_000 }).load();
  const file = given.get(name);
  const onnx = file ? await readFile(file) : await trainNetwork(network, data, Number(options.epochs));
  const folder = await mkdtemp(join(tmpdir(), 'ortune-quantization-'));
  try {
    const rows = await measureVariants(onnx, data, {
      folder,
      samples: Number(options.samples),
      seconds: Number(options.seconds),
      peers: options.peers,
    });
    results.set(name, rows);
    process.stdout.write(`\n${network.title}\n\n${renderVariants(rows)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
await mkdir(dirname(options.csv), { recursive: true });
await writeFile(options.csv, renderVariantsCsv(results));
