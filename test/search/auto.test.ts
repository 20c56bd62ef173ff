import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { choice, float, type Space } from '../../pipeline/study/space.js';
import { history } from './histories.js';

const space: Space = { x: float(0, 1), c: choice(['a', 'b', 'c']) };
const auto = samplers.auto.create({});

describe('auto', () => {
  it('says what it chose and why', () => {
    expect(auto.explain?.(space, { trials: 5 })).toBe(
      '`sobol`: 5 trials are too few to learn from, so they are spread evenly',
    );
    expect(auto.explain?.({ c: choice(['a', 'b', 'c']) }, { trials: 20 })).toBe(
      '`grid`: the space has 3 settings and the study 20 trials, so all can be tried',
    );
    expect(auto.explain?.(space, { trials: 100, objectives: 1 })).toMatch(
      /^`gp` and `tpe` in turns: one objective in 100 trials/,
    );
    expect(auto.explain?.(space, { trials: 5000 })).toMatch(/^`tpe`: one objective in 5000 trials/);
    expect(auto.explain?.(space, { trials: 5000, objectives: 2 })).toMatch(/^`nsga2`: 2 objectives/);
    expect(auto.explain?.(space)).toMatch(/^`gp` and `tpe` in turns: one objective in a study of open length/);
    expect(samplers.random.create({}).explain?.(space)).toBeUndefined();
  });

  it.each([
    ['sobol', { trials: 5 }, 40],
    ['gp', { trials: 100 }, 40],
    ['tpe', { trials: 100 }, 41],
    ['tpe', { trials: 5000 }, 40],
    ['nsga2', { trials: 5000, objectives: 2 }, 40],
  ] as const)('suggests what %s does for %o after %d trials', (name, outline, count) => {
    const trials = history(space, count, ({ x }) => ({
      losses: 'objectives' in outline ? [Number(x), -Number(x)] : [Number(x)],
    }));
    const suggest = (sampler: typeof auto) => sampler.suggest(space, trials, randomStream(7), { seed: 3, ...outline });
    expect(suggest(auto)).toEqual(suggest(samplers[name].create({})));
  });
});
