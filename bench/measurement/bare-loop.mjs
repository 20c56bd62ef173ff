// A bare loop over ONNX Runtime's native binding: nothing of ortune is in this process.
//     node bare-loop.mjs model.onnx rows width seconds
import { Tensor } from 'onnxruntime-node';
import { binding, initOrt } from 'onnxruntime-node/dist/binding.js';

const [model, rows, width, seconds] = process.argv.slice(2);
initOrt();
const session = new binding.InferenceSession();
session.loadModel(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const data = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i + 1));
const feeds = { x0: new Tensor('float32', data, [Number(rows), Number(width)]) };
const fetches = Object.fromEntries(session.outputMetadata.map(({ name }) => [name, null]));
const warm = performance.now() + 200 * seconds;
while (performance.now() < warm) session.run(feeds, fetches, {});
const times = [];
const end = performance.now() + 1000 * seconds;
while (performance.now() < end) {
  const start = performance.now();
  session.run(feeds, fetches, {});
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
process.stdout.write(String(times[times.length >> 1]));
