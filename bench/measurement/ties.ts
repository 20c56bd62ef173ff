import { compareLatencies, describeRatio, type LatencyComparison } from '../../pipeline/benchmark/compare-latencies.js';
import { latenciesOf, writeChain } from './measured.js';
import { chainNames, chains, fivePercentApart } from './models.js';
import type { Figure, PartOptions } from './part.js';

/** How often a model that is measured twice is tied with itself; the models take turns. */
export async function tiedWithItself({ folder, repeats, seconds, onRepeat }: PartOptions): Promise<Figure[]> {
  const files = await Promise.all(chainNames.map((name) => writeChain(folder, name, chains[name])));
  let tied = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const index = repeat % files.length;
    const file = files[index] ?? '';
    const comparison = await compare([file, file], seconds);
    if (comparison.verdict === 'tied') tied++;
    onRepeat(`${chainNames[index]} with itself: ${comparison.verdict}, ${describeRatio(comparison)}`);
  }
  return [{ what: 'a model is tied with itself', value: tied, unit: `of ${repeats}`, n: repeats }];
}

/** Times that of one measurement: given to that of the true ratio. */
const forTrueRatio = 3;

/** How often two models that differ by 5 % are told apart. */
export async function toldApart({ folder, repeats, seconds, onRepeat }: PartOptions): Promise<Figure[]> {
  const less = await writeChain(folder, 'less', fivePercentApart.less);
  const more = await writeChain(folder, 'more', fivePercentApart.more);
  const truth = await compare([more, less], forTrueRatio * seconds, 0);
  onRepeat(`true ratio ${describeRatio(truth)}`);
  let apart = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const comparison = await compare([more, less], seconds);
    if (comparison.verdict === 'slower') apart++;
    onRepeat(`5 % apart: ${comparison.verdict}, ${describeRatio(comparison)}`);
  }
  const { low: lowest, high: highest } = truth.interval ?? {};
  return [
    { what: 'true ratio of two models', value: truth.ratio, unit: '', n: 1, lowest, highest },
    { what: `they are told apart within ${seconds} s`, value: apart, unit: `of ${repeats}`, n: repeats },
  ];
}

/** @param width see MeasureOptions */
async function compare(files: readonly [string, string], seconds: number, width?: number): Promise<LatencyComparison> {
  const [first, second] = await latenciesOf(files, { seconds, ...(width !== undefined && { width }) });
  const comparison = first && second && compareLatencies(first, second);
  if (!comparison) throw new Error('nothing was measured');
  return comparison;
}
