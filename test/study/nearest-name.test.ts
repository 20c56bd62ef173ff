import { describe, expect, it } from 'vitest';
import { nearestName, suggestAndList, suggestName } from '../../pipeline/study/nearest-name.js';

describe('the nearest name', () => {
  it.each([
    ['optimiser', 'optimizer'],
    ['epohcs', 'epochs'],
    ['BATCHSIZE', 'batchSize'],
    ['batch_size', 'batchSize'],
    ['lr', undefined],
    ['something else', undefined],
    ['', undefined],
  ])('of %j is %j', (name, expected) => {
    expect(nearestName(name, ['optimizer', 'epochs', 'batchSize'])).toBe(expected);
  });

  it('is offered where there is one, otherwise the list', () => {
    expect(suggestName('epocs', ['epochs', 'units'])).toBe('did you mean `epochs`?');
    expect(suggestName('x', ['epochs', 'units'])).toBe('choose one of `epochs`, `units`');
    expect(suggestName('x', [])).toBe('there are none');
    expect(suggestAndList('epocs', ['epochs', 'units'], 'options')).toBe(
      'did you mean `epochs`? The options are `epochs`, `units`',
    );
    expect(suggestAndList('x', [], 'options')).toBe('there are no options');
  });
});
