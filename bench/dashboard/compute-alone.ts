// A process that computes and does nothing else, as a worker of a study: compute-alone.ts TIMES WORK
import { compute } from './compute.js';

const [times = 0, work = 0] = process.argv.slice(2).map(Number);
const begun = performance.now();
for (let i = 0; i < times; i++) compute(work);
process.stdout.write(JSON.stringify({ seconds: (performance.now() - begun) / 1000 }));
