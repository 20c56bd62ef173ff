import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import { checkCount } from './option-checks.js';

const begin = 8;
const widest = 4096;

/**
 * The network of a family whose number of weights is nearest to `parameters`, so that families can be compared at one size:
 * `nearestInSize(50_000, (filters) => resNet({ ...task, filters }))`. Numbers of weights grow about with the square of the
 * width, so near width w the nearest is off by up to a share of 1 / w. Networks on the way are disposed of.
 * @param build the network of a width 1, 2, ..., which must have more weights the wider it is
 * @throws ModelError when even the widest network, of width 4096, has too few.
 */
export function nearestInSize(parameters: number, build: (width: number) => LayersModel): LayersModel {
  checkCount('nearestInSize.parameters', parameters);
  const sizes = new Map<number, number>();
  const sizeOf = (width: number): number => {
    const known = sizes.get(width);
    if (known !== undefined) return known;
    const model = build(width);
    const size = model.countParams();
    model.dispose();
    sizes.set(width, size);
    return size;
  };
  // Squares are a good guess; steps from there double until the size is between the last two.
  let above = Math.min(Math.max(2, Math.round(begin * Math.sqrt(parameters / sizeOf(begin)))), widest);
  let below = above - 1;
  for (let step = 1; sizeOf(above) < parameters; step *= 2) {
    if (above >= widest) {
      throw new ModelError(`no width up to ${widest} has ${parameters} weights: width ${above} has ${sizeOf(above)}`);
    }
    [below, above] = [above, Math.min(above + step, widest)];
  }
  for (let step = 1; below > 1 && sizeOf(below) >= parameters; step *= 2) {
    [below, above] = [Math.max(1, below - step), below];
  }
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (sizeOf(middle) < parameters) below = middle;
    else above = middle;
  }
  return build(parameters - sizeOf(below) < sizeOf(above) - parameters ? below : above);
}
