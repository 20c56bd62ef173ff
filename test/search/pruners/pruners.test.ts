import { describe, expect, it } from 'vitest';
import { asha, hyperband, median, none, patience, percentile, threshold, wilcoxon } from '../../../index.js';
import type { Pruner } from '../../../pipeline/search/pruner.js';
import { isPrunerName, type PrunerChoice, pruners } from '../../../pipeline/search/pruners/registry.js';
import { prunerChoiceSchema } from '../../../pipeline/study/pruner-choice-schema.js';
import { prunerContract } from '../../contracts/pruner.contract.js';

/** `threshold` and `patience` look at the trial alone. */
for (const [name, { create }] of Object.entries(pruners)) {
  prunerContract(name, () => create({}), { comparesTrials: name !== 'threshold' && name !== 'patience' });
}
describe('with other options', () => {
  const chosen = (choice: PrunerChoice) => (): Pruner => prunerChoiceSchema.parse(choice);
  const comparing = { comparesTrials: true };
  prunerContract('patience', chosen(patience({ patience: 1, pruner: median({ startup: 1 }) })), comparing);
  prunerContract('median', chosen(median({ startup: 1, warmup: 1, interval: 3 })), comparing);
  prunerContract('percentile', chosen(percentile({ percentile: 0, startup: 0 })), comparing);
  prunerContract('asha', chosen(asha({ minResource: 1, reductionFactor: 3, minEarlyStoppingRate: 1 })), comparing);
  prunerContract('hyperband', chosen(hyperband({ minResource: 1, reductionFactor: 2, maxResource: 30 })), comparing);
  prunerContract('wilcoxon', chosen(wilcoxon({ pThreshold: 1, minSteps: 1 })), comparing);
  prunerContract('threshold', chosen(threshold({ lower: [null, -1], upper: 2 })), { comparesTrials: false });
});

describe('registry', () => {
  it('has each pruner under its own name, with what the help says of it', () => {
    for (const [name, definition] of Object.entries(pruners)) {
      expect(definition.name).toBe(name);
      expect(definition.summary).toMatch(/^[a-z].*[^.]$/);
      expect(isPrunerName(name)).toBe(true);
    }
    expect(isPrunerName('toString')).toBe(false);
  });

  it('makes of every factory what a study file may say', () => {
    const made = [asha(), hyperband(), median(), none(), patience(), percentile(), threshold(), wilcoxon()];
    expect(made.map(({ name }) => name).sort()).toEqual(Object.keys(pruners).sort());
    for (const choice of made) expect(prunerChoiceSchema.parse(choice).name).toBe(choice.name);
  });

  it('refuses wrong options with the option, the value and the remedy', () => {
    const messages = (choice: unknown) =>
      prunerChoiceSchema.safeParse(choice).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    expect(messages({ name: 'asha', reductionFactor: 1 })).toEqual(['reductionFactor: must be at least 2, got 1']);
    expect(messages({ name: 'median', warmup: -1 })).toEqual(['warmup: must not be negative, got -1']);
    expect(messages({ name: 'percentile', percentile: 101 })).toEqual(['percentile: must be at most 100, got 101']);
    expect(messages({ name: 'patience', pruner: { name: 'median', startup: 0.5 } })).toEqual([
      'pruner.startup: must be a whole number, got 0.5',
    ]);
    expect(messages({ name: 'patience', pruner: 'patience' })?.[0]).toContain('pruner: unknown pruner "patience"');
    expect(messages({ name: 'threshold', upper: 'high' })).toEqual([
      'upper: must be a number, or a list with a number or null for each objective, got "high"',
    ]);
  });
});
