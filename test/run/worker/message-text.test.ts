import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage, renderMessage } from '../../../pipeline/run/worker/message-text.js';

describe('messages between processes', () => {
  it('arrive as they were sent, with numbers that JSON lacks', () => {
    const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0));
    // `__proto__` is no name of ours.
    const names = fc.string().filter((name) => name !== '__proto__');
    const message = fc.dictionary(names, fc.oneof(numbers, fc.string(), fc.array(numbers), fc.boolean()), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(message, (sent) => {
        const text = renderMessage(sent);
        expect(text).not.toContain('\n');
        expect(parseMessage(text)).toEqual(sent);
      }),
    );
  });

  it('take nothing of a study for a number of theirs', () => {
    const sent = { parameters: { number: 'NaN' } };
    expect(parseMessage(renderMessage(sent))).toEqual(sent);
  });
});
