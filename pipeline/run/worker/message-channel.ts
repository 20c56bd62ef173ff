import type { Duplex } from 'node:stream';
import { parseMessage, renderMessage } from './message-text.js';

/**
 * Messages over a stream, one a line. Node's own channel between processes is not used: what it cannot read, because a study
 * writes to its file descriptor, it throws in the conductor, from where nobody can catch it.
 */
export interface MessageChannel {
  /** @throws where the other side is gone */
  send(message: object): Promise<void>;
  /** Resolves when it is closed and everything that arrived has been told. */
  readonly closed: Promise<void>;
}

/** The worker's end of it, beside its standard input and outputs. */
export const channelDescriptor = 3;

/** In characters. Ours are far shorter, but where no line ends what comes must not fill the memory. */
const longestMessage = 2 ** 26;

/** @param onMessage told of whatever arrives; a line that is no message as it is, as a string */
export function messageChannel(stream: Duplex, onMessage: (message: unknown) => void): MessageChannel {
  let open = '';
  const receive = (line: string) => onMessage(parseLine(line));
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const [first = '', ...rest] = text.split('\n');
    open += first;
    for (const next of rest) {
      receive(open);
      open = next;
    }
    if (open.length <= longestMessage) return;
    receive(open);
    open = '';
  });
  // Whoever sends hears of it, and the other side's end is seen.
  stream.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => stream.once('close', () => resolve()));
  return {
    closed,
    send: (message) =>
      new Promise((resolve, reject) => {
        stream.write(`${renderMessage(message)}\n`, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

function parseLine(line: string): unknown {
  try {
    return parseMessage(line);
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}
