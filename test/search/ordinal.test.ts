import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { cellOf, indexOfValue, unitOf, valueAtUnit } from '../../pipeline/search/encoding/unit-interval.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { choice, ordinal, type Space } from '../../pipeline/study/space.js';

const sizes = [8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192];

describe('an ordinal as a coordinate', () => {
  const parameter = ordinal(['none', 16, true, 'all']);

  it('gives each value an equal cell, in the order of the list', () => {
    parameter.choices.forEach((value, index) => {
      expect(cellOf(parameter, index)).toEqual([index / 4, (index + 1) / 4]);
      expect(unitOf(parameter, value)).toBe((index + 0.5) / 4);
      expect(valueAtUnit(parameter, (index + 0.5) / 4)).toBe(value);
      expect(indexOfValue(parameter, value)).toBe(index);
    });
    expect([0, 0.2499, 0.25, 1].map((u) => valueAtUnit(parameter, u))).toEqual(['none', 'none', 16, 'all']);
  });
});

describe('samplers that learn', () => {
  /** Trials until the best of 441 settings is found; a paraboloid over the positions in both lists. */
  function trialsToBest(name: 'tpe' | 'gp' | 'cma-es', space: Space, seed: number): number {
    const sampler = samplers[name].create({});
    const trials: ObservedTrial[] = [];
    for (let number = 0; number < 120; number++) {
      const parameters = sampler.suggest(space, trials, randomStream(seed, number), { seed }) ?? {};
      const loss = (sizes.indexOf(Number(parameters.a)) - 14) ** 2 + (sizes.indexOf(Number(parameters.b)) - 5) ** 2;
      if (loss === 0) return number + 1;
      trials.push({ number, state: 'COMPLETE', parameters, losses: [loss] });
    }
    return 120;
  }

  it.each(['tpe', 'gp', 'cma-es'] as const)('%s takes neighbours to be alike', (name) => {
    const total = (space: Space) => [1, 2, 3].reduce((sum, seed) => sum + trialsToBest(name, space, seed), 0);
    const asOrdinals = total({ a: ordinal(sizes), b: ordinal(sizes) });
    expect(asOrdinals).toBeLessThan(total({ a: choice(sizes), b: choice(sizes) }) * 0.7);
  });
});
