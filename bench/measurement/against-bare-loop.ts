import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { spread } from '../../pipeline/benchmark/spread.js';
import { latenciesOf, writeChain } from './measured.js';
import { chainNames, chains } from './models.js';
import type { Figure, PartOptions } from './part.js';

const bareLoop = fileURLToPath(new URL('bare-loop.mjs', import.meta.url));

/** The median of each model beside that of a bare loop, each in a process of its own, in turns. */
export async function againstBareLoop({ folder, repeats, seconds, onRepeat }: PartOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const name of chainNames) {
    const { rows, width } = chains[name];
    const file = await writeChain(folder, name, chains[name]);
    const measured = async () => {
      const [latency] = await latenciesOf([file], { rounds: 1, seconds });
      return latency?.p50 ?? Number.NaN;
    };
    const bare = async () => Number((await execaNode(bareLoop, [file, rows, width, seconds].map(String))).stdout);
    const medians: number[] = [];
    const ratios: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      // Each goes first every other time.
      const first = repeat % 2 === 0 ? await measured() : await bare();
      const second = repeat % 2 === 0 ? await bare() : await measured();
      const [own, loop] = repeat % 2 === 0 ? [first, second] : [second, first];
      medians.push(1000 * own);
      ratios.push(own / loop);
      onRepeat(`${name}: ${(1000 * own).toFixed(2)} us, bare ${(1000 * loop).toFixed(2)} us`);
    }
    figures.push(
      { what: `${name} model: p50`, unit: 'us', ...figureOf(medians) },
      { what: `${name} model: p50 / bare loop`, unit: '', ...figureOf(ratios) },
    );
  }
  return figures;
}

function figureOf(values: readonly number[]): Omit<Figure, 'what' | 'unit'> {
  const { median, lowest, highest, n } = spread(values);
  return { value: median, lowest, highest, n };
}
