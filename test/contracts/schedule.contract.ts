import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Schedule, TrainingPosition } from '../../pipeline/train/schedules/schedule.js';

const trainings = fc.record({
  epochs: fc.integer({ min: 1, max: 30 }),
  stepsPerEpoch: fc.integer({ min: 1, max: 40 }),
  losses: fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 30, maxLength: 30 }),
});

/** Every update of a training, in order. */
function positions(epochs: number, stepsPerEpoch: number, losses: readonly number[]): TrainingPosition[] {
  return Array.from({ length: epochs * stepsPerEpoch }, (_, step) => ({
    step,
    stepsPerEpoch,
    epochs,
    validationLosses: losses.slice(0, Math.floor(step / stepsPerEpoch)),
  }));
}

/** What any schedule keeps to, whatever its options. */
export function scheduleContract(name: string, create: (options: object) => Schedule): void {
  describe(`schedule \`${name}\``, () => {
    const hasGranularity = 'by' in create({}).options;
    const granularities = hasGranularity ? [{ by: 'step' }, { by: 'epoch' }] : [{}];

    test.each(granularities)('gives shares of the learning rate in trainings of any length: %j', (options) => {
      fc.assert(
        fc.property(trainings, ({ epochs, stepsPerEpoch, losses }) => {
          const schedule = create(options);
          const shares = positions(epochs, stepsPerEpoch, losses).map((position) => schedule.share(position));
          expect(shares.filter((share) => !(share >= 0 && share <= 1))).toEqual([]);
        }),
        { numRuns: 30 },
      );
    });

    test('remembers nothing: asked in any order, and made anew, it gives the same', () => {
      const all = positions(6, 9, [5, 4, 4, 4, 4, 4]);
      const [one, other] = [create({}), create({})];
      const forwards = all.map((position) => one.share(position));
      const backwards = [...all].reverse().map((position) => other.share(position));
      expect([...backwards].reverse()).toEqual(forwards);
    });

    test.runIf(hasGranularity)('stays the same for an epoch where it is asked to', () => {
      const schedule = create({ by: 'epoch' });
      const shares = positions(8, 5, [1, 1, 1, 1, 1, 1, 1, 1]).map((position) => schedule.share(position));
      expect(shares).toEqual(shares.map((_, step) => shares[step - (step % 5)]));
    });

    test('an option that is undefined counts as not given', () => {
      const options = create({}).options;
      const inactive = Object.fromEntries(Object.keys(options).map((option) => [option, undefined]));
      const [given, none] = [create(inactive), create({})];
      const all = positions(5, 4, [3, 3, 3, 3, 3]);
      expect(all.map((position) => given.share(position))).toEqual(all.map((position) => none.share(position)));
    });
  });
}
