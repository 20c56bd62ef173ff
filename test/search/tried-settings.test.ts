import fc from 'fast-check';
import { expect, it } from 'vitest';
import { triedSettings } from '../../pipeline/search/encoding/tried-settings.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { parametersKey } from '../../pipeline/study/contains-parameters.js';

it('are those of the trials shown, whatever was shown before', () => {
  const settings = Array.from({ length: 6 }, (_, a) => ({ a }));
  /** Histories that go on, go back, or go another way, over a few settings; some begin with an earlier study. */
  const history = fc.record({
    which: fc.array(fc.nat({ max: 5 }), { maxLength: 8 }),
    earlier: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(history, { minLength: 1, maxLength: 8 }), (histories) => {
      for (const { which, earlier } of histories) {
        const trials = which.map(
          (index, i): ObservedTrial => ({
            number: i - earlier,
            state: 'RUNNING',
            parameters: settings[index] ?? {},
            losses: [],
          }),
        );
        const expected = new Set(trials.slice(earlier).map(({ parameters }) => parametersKey(parameters)));
        expect(triedSettings(trials)).toEqual(expected);
      }
    }),
  );
});
