import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import { int } from '../../../pipeline/study/space.js';

/** A process of its own that helps to exhaust a study; it prints the settings it has tried. */
const [storage = ''] = process.argv.slice(2);
const study = await createStudy({
  space: { a: int(1, 6), b: int(1, 5) },
  sampler: 'random',
  storage,
  name: 'shared',
});
const tried: number[] = [];
await study.optimize(({ number, params }) => {
  tried.push(number);
  return params.a * params.b;
});
await study.close();
process.stdout.write(JSON.stringify(tried));
