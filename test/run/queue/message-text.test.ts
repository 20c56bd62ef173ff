import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage, renderMessage } from '../../../pipeline/run/queue/message-text.js';

describe('messages of a queue', () => {
  it('arrive as they were sent, with numbers that JSON lacks', () => {
    // JSON has no negative zero, and `__proto__` is no name of ours.
    const numbers = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)).map((n) => n + 0);
    const names = fc.string().filter((name) => name !== '__proto__');
    const message = fc.dictionary(names, fc.oneof(numbers, fc.string(), fc.array(numbers), fc.boolean()), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(message, (sent) => {
        expect(parseMessage(renderMessage(sent))).toEqual(sent);
      }),
    );
  });
});
