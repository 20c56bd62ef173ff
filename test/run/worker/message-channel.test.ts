import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { messageChannel } from '../../../pipeline/run/worker/message-channel.js';

/** What a channel tells of bytes that come in such parts. */
async function told(...parts: readonly (string | Uint8Array)[]): Promise<readonly unknown[]> {
  const stream = new PassThrough();
  const received: unknown[] = [];
  const channel = messageChannel(stream, (message) => received.push(message));
  for (const part of parts) stream.write(part);
  stream.end();
  await channel.closed;
  return received;
}

it('tells messages that arrive cut anywhere, also within a character', async () => {
  const bytes = Buffer.from('{"type":"warning","message":"ä"}\n{"loss":{"ortune:number":"NaN"}}\n');
  const messages = [{ type: 'warning', message: 'ä' }, { loss: Number.NaN }];
  expect(await told(bytes)).toEqual(messages);
  expect(await told(...[...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(messages);
});

it('tells what is no message as it is, and drops what a process that was killed had begun', async () => {
  expect(await told('not JSON\n', '{"type":"alive"}\n{"ty')).toEqual(['not JSON', { type: 'alive' }]);
  // Neither the frames of Node's own channel nor bytes that are no text are anything else.
  const [frame] = await told(Uint8Array.of(255, 0, 7, 10));
  expect(frame).toBe('\ufffd\0\u0007');
});

it('does not keep a line without end', async () => {
  const received = await told(Buffer.alloc(2 ** 26 + 1, 'x'));
  expect(received.map((text) => String(text).length)).toEqual([2 ** 26 + 1]);
});

it('tells who sends that the other side is gone', async () => {
  const stream = new PassThrough();
  const channel = messageChannel(stream, () => undefined);
  stream.destroy();
  await once(stream, 'close');
  await expect(channel.send({ type: 'alive' })).rejects.toThrow();
});
