import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { execaNode } from 'execa';
import type { ProcessEnd } from './describe-death.js';
import { channelDescriptor, messageChannel } from './message-channel.js';
import { outputLines } from './output-lines.js';
import type { ToWorker } from './protocol.js';

/** A worker's process and its channel, without any knowledge of what is said. */
export interface SpawnedWorker {
  send(message: ToWorker): void;
  /** At once, whatever it is doing. */
  kill(): void;
  /** Resolves when the process is gone and everything it said has been told. */
  readonly ended: Promise<ProcessEnd>;
}

export interface WorkerListener {
  /** Anything at all: the study file's code can write to the channel too. */
  onMessage(message: unknown): void;
  /** A line of what it prints. */
  onLine(line: string): void;
}

/** The worker runs from source (tests, development) when this file does, and then needs tsx. */
const fromSource = import.meta.url.endsWith('.ts');
const entry = new URL(fromSource ? '../worker.ts' : '../worker.js', import.meta.url);
const loader = () => ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];

/** What a dead process has said arrives within milliseconds; a process it has left behind may hold its output open for ever. */
const lastWordsMs = 1000;

/** @param signal kills the process */
export function spawnWorker({ onMessage, onLine }: WorkerListener, signal?: AbortSignal): SpawnedWorker {
  const child = execaNode(entry, [String(process.pid)], {
    ipc: false,
    nodeOptions: fromSource ? loader() : [],
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    all: true,
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: false,
    killSignal: 'SIGKILL',
  });
  const lines = outputLines(onLine);
  const decoder = new StringDecoder();
  child.all.on('data', (chunk: Uint8Array) => lines.write(decoder.write(Buffer.from(chunk))));
  const stream = child.stdio[channelDescriptor];
  if (!(stream instanceof Duplex)) throw new Error('the channel to a worker goes both ways');
  const channel = messageChannel(stream, onMessage);

  async function end(): Promise<ProcessEnd> {
    const closed = Promise.all([child, channel.closed]).then(([result]) => result);
    const exited = once(child, 'exit').then(async ([exitCode, exitSignal]): Promise<ProcessEnd> => {
      await setTimeout(lastWordsMs, undefined, { ref: false });
      return { exitCode: exitCode ?? undefined, signal: exitSignal ?? undefined };
    });
    // A process that could not be started at all neither exits nor closes its channel.
    const failed = child.then((result) => (child.pid === undefined ? result : closed));
    const result = await Promise.race([failed, exited]);
    child.all.destroy();
    lines.end();
    return result;
  }

  return {
    // A failure to send is a worker that is ending: `ended` tells how.
    send: (message) => void channel.send(message).catch(() => undefined),
    kill: () => void child.kill('SIGKILL'),
    ended: end(),
  };
}
