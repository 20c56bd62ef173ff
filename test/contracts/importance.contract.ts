import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ImportanceMethod } from '../../pipeline/rank/importance/importance-method.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import { anySpace } from '../study/any-space.js';

const anyLosses = fc.array(
  fc.oneof(fc.constantFrom(0, 1, -1e300, 1e300, 1e-300), fc.double({ noNaN: true, noDefaultInfinity: true })),
  { minLength: 1, maxLength: 25 },
);

function tableOf(space: Space, seed: number, losses: readonly number[]) {
  const random = randomStream(seed, 'settings');
  return { space, settings: losses.map(() => drawParameters(space, random)), losses: Float64Array.from(losses) };
}

/**
 * What every measure of importance owes the report. It may be run on anyone's own:
 * `importanceContract('mine', () => myMethod.create({}))`.
 */
export function importanceContract(name: string, create: () => ImportanceMethod): void {
  describe(`importance by ${name}`, () => {
    const method = create();

    it('is a finite number, not negative, for every hyperparameter, whatever the space, the losses and their repetitions', () => {
      fc.assert(
        fc.property(anySpace({ continuous: true }), fc.nat(), anyLosses, (space, seed, losses) => {
          const effects = method.effects(tableOf(space, seed, losses), seed);
          expect([...effects.keys()].sort()).toEqual(Object.keys(space).sort());
          for (const effect of effects.values()) expect(effect >= 0 && effect < Number.POSITIVE_INFINITY).toBe(true);
        }),
        { numRuns: 40 },
      );
    });

    it('is the same for the same seed, and leaves what it is given alone', () => {
      fc.assert(
        fc.property(anySpace({ continuous: true }), fc.nat(), anyLosses, (space, seed, losses) => {
          const table = tableOf(space, seed, losses);
          const before = JSON.stringify([table.settings, [...table.losses]]);
          expect(create().effects(table, seed)).toEqual(method.effects(table, seed));
          expect(JSON.stringify([table.settings, [...table.losses]])).toBe(before);
        }),
        { numRuns: 15 },
      );
    });

    it('does not depend on the order of the trials', () => {
      const space = { a: float(0, 1), b: choice(['x', 'y', 'z']), c: int(1, 9, { when: { b: 'y' } }) };
      const random = randomStream(3, 'losses');
      const table = tableOf(
        space,
        3,
        Array.from({ length: 60 }, () => random.normal()),
      );
      const backwards = { space, settings: table.settings.toReversed(), losses: table.losses.toReversed() };
      const found = method.effects(backwards, 1);
      for (const [hyperparameter, effect] of method.effects(table, 1)) {
        expect(found.get(hyperparameter)).toBeCloseTo(effect, 9);
      }
    });

    it('is 0 for what was not varied and more than all others for what alone decides, of whatever kind', () => {
      const kinds: Space = {
        float: float(0, 1),
        log: float(1e-6, 1, { scale: 'log' }),
        int: int(1, 12),
        choice: choice(['p', 'q', 'r', 's']),
      };
      for (const decisive of Object.keys(kinds)) {
        const space = { fixed: choice([7]), point: int(3, 3), ...kinds };
        const random = randomStream(2, decisive);
        const settings = Array.from({ length: 120 }, () => drawParameters(space, random));
        const lossOf = (value: unknown) =>
          typeof value === 'string'
            ? value.charCodeAt(0)
            : decisive === 'log'
              ? Math.log(Number(value))
              : Number(value);
        const losses = Float64Array.from(settings, (setting) => lossOf(setting[decisive]));
        const effects = method.effects({ space, settings, losses }, 0);
        const sum = [...effects.values()].reduce((total, effect) => total + effect, 0);
        expect((effects.get(decisive) ?? 0) / sum, decisive).toBeGreaterThan(0.6);
        expect([effects.get('fixed'), effects.get('point')]).toEqual([0, 0]);
      }
    });

    it('names itself and its options as plain data', () => {
      expect(method.name).toBe(name);
      expect(JSON.parse(JSON.stringify(method.options))).toEqual(method.options);
    });
  });
}
