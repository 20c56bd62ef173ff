import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { completeSetting } from '../../pipeline/search/complete-setting.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { containsParameters } from '../../pipeline/study/contains-parameters.js';
import { choice, int } from '../../pipeline/study/space.js';
import { anySpace } from '../study/any-space.js';

const observed = (number: number, parameters: ObservedTrial['parameters']): ObservedTrial => ({
  number,
  state: 'COMPLETE',
  parameters,
  losses: [number],
});

it.each(Object.entries(samplers))('%s completes what the user left out', (_name, definition) => {
  const sampler = definition.create({});
  fc.assert(
    fc.property(anySpace({ continuous: true }), fc.nat(), fc.nat(), (space, seed, kept) => {
      const setting = drawParameters(space, randomStream(seed));
      const fixed = Object.fromEntries(Object.entries(setting).filter((_, index) => (kept >> index) % 2 === 1));
      const trials = [0, 1, 2].map((number) => observed(number, drawParameters(space, randomStream(seed, number))));
      const completed = completeSetting(fixed, { space, sampler, trials, number: 3, outline: { seed } }) ?? {};
      expect(containsParameters(space, completed)).toBe(true);
      // A value may be left out where the sampler has switched it off.
      for (const [name, value] of Object.entries(completed)) expect(fixed[name] ?? value).toBe(value);
    }),
    { numRuns: 40 },
  );
});

it('repeats a setting where there is no other with the fixed values', () => {
  const space = { a: int(1, 3), b: choice(['x', 'y']) };
  const request = { space, sampler: samplers.random.create({}), number: 2, outline: { seed: 1 } };
  const x = observed(0, { a: 2, b: 'x' });
  const y = observed(1, { a: 2, b: 'y' });
  expect(completeSetting({ a: 2 }, { ...request, trials: [x] })).toEqual({ a: 2, b: 'y' });
  expect([x.parameters, y.parameters]).toContainEqual(completeSetting({ a: 2 }, { ...request, trials: [x, y] }));
});
