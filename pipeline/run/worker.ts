import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { OrtuneError } from '../errors.js';
import { hashData } from '../load/hash-data.js';
import type { Verdict } from '../train/train-model.js';
import { describeStack } from './worker/describe-stack.js';
import { errorData } from './worker/error-data.js';
import { channelDescriptor, messageChannel } from './worker/message-channel.js';
import { type OpenStudy, openStudy } from './worker/open-study.js';
import { prepareInWorker } from './worker/prepare-in-worker.js';
import type { FromWorker, ToWorker, TrialFailure } from './worker/protocol.js';
import { type TrialReporter, trainInWorker } from './worker/train-in-worker.js';
import { startWatchdog } from './worker/watchdog.js';

// The entry of a worker process: it loads a study once and then prepares and trains trials as it is told, one by one.

const watchdog = startWatchdog(Number(process.argv[2]));
yieldToOthers();

const channel = messageChannel(new Socket({ fd: channelDescriptor, readable: true, writable: true }), receive);
// The conductor is gone.
channel.closed.then(() => process.exit(0));
const send = (message: FromWorker) => channel.send(message);
// A channel that is closed ends this process.
const showLife = () => send({ type: 'alive', residentBytes: process.memoryUsage.rss() }).catch(() => undefined);
setInterval(showLife, 1000).unref();

let open: OpenStudy | undefined;
let debug = false;
let judged: (verdict: Verdict) => void = () => undefined;

const report: TrialReporter = {
  phase: send,
  initialisation: send,
  resumed: send,
  warning: send,
  async epoch(progress) {
    const verdict = new Promise<Verdict>((resolve) => {
      judged = resolve;
    });
    await send(progress);
    return verdict;
  },
};

function receive(received: unknown): void {
  const message = received as ToWorker;
  if (message.type === 'verdict') judged(message.verdict);
  // Not waited for: a trial that trains has to hear the verdicts on its epochs.
  else {
    answer(message)
      .then(async (given) => {
        await showLife();
        await send(given);
      })
      // Nobody is there to be told: the process is about to end.
      .catch(() => undefined);
  }
}

async function answer(message: Exclude<ToWorker, { type: 'verdict' }>): Promise<FromWorker> {
  if (message.type === 'open') {
    debug = message.settings.debug ?? false;
    try {
      open = await openStudy(message.settings);
      const { trialMemoryMb } = open.study.limits;
      if (trialMemoryMb !== undefined) watchdog.limitMemory(trialMemoryMb * 1e6);
      const { data } = open;
      return {
        type: 'opened',
        task: data.task,
        dataHash: hashData(data),
        residentBytes: process.memoryUsage.rss(),
      };
    } catch (error) {
      return { type: 'refused', error: errorData(error) };
    }
  }
  try {
    if (!open) throw new Error('the worker was given a trial before its study');
    if (message.type === 'prepare') {
      return { type: 'prepared', prepared: await prepareInWorker(open, message.order, message.keepFile) };
    }
    return await trainInWorker(open, message.order, report);
  } catch (error) {
    return { type: 'failed', failure: failureOf(error) };
  }
}

function failureOf(error: unknown): TrialFailure {
  if (debug) process.stderr.write(`${describeStack(error)}\n`);
  const { name, message } = errorData(error);
  // User code may throw anything: its message is part of what tells two failures apart.
  return error instanceof OrtuneError
    ? { kind: name, reason: message }
    : { kind: `${name}: ${message}`, reason: `${name}: ${message}` };
}

/** When memory runs out, the kernel is to end a worker and not the conductor (Linux: oom_score_adj, up to 1000). */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    writeFileSync('/proc/self/oom_score_adj', '500');
  } catch {
    // A sandbox without /proc: the kernel then chooses by size alone, which is a worker as well.
  }
}
