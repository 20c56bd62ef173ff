import type { Task } from '../../load/data.js';
import { quoteValue } from '../../study/quote-value.js';
import type { TrialLimits } from '../../study/study-controls.js';
import type { Verdict } from '../../train/train-model.js';
import { describeDeath } from './describe-death.js';
import { RemoteError } from './error-data.js';
import { parseMemoryNotice } from './memory-notice.js';
import { channelDescriptor } from './message-channel.js';
import { parseFromWorker } from './parse-from-worker.js';
import type {
  EpochProgress,
  FromWorker,
  InitialisationProgress,
  PhaseProgress,
  PreparedTrial,
  ResumedProgress,
  ToWorker,
  TrainedTrial,
  TrialFailure,
  TrialOrder,
  WarningProgress,
  WorkerAnswer,
  WorkerSettings,
} from './protocol.js';
import { startRunningClock } from './running-clock.js';
import { spawnWorker } from './spawn-worker.js';
import { describeOverdue, largestGrowth, type TimeSpent } from './worker-limits.js';

/** The worker ended before it answered; `message` says how. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
  constructor(
    message: string,
    /** It was ended from here for what it did, which another attempt would do as well. */
    readonly wasCondemned = false,
  ) {
    super(message);
  }
}

/** A trial failed in the worker, which itself lives on. */
export class TrialFailedError extends Error {
  override readonly name = 'TrialFailedError';
  constructor(readonly failure: TrialFailure) {
    super(failure.reason);
  }
}

/** Hears of a trial while it trains. */
export interface TrainingListener {
  onPhase(progress: PhaseProgress): void;
  onInitialisation(progress: InitialisationProgress): void;
  onResumed(progress: ResumedProgress): void;
  onWarning(progress: WarningProgress): void;
  /** What it answers decides whether the trial goes on. */
  onEpoch(progress: EpochProgress): Verdict | Promise<Verdict>;
}

/** A child process that trains one trial after the other. Each method waits for the one before it to have answered. */
export interface WorkerProcess {
  readonly task: Task;
  /** Of the data it has loaded, see `hashData`. */
  readonly dataHash: string;
  readonly isAlive: boolean;
  /** Its memory has grown out of bounds: it is to take no further trial. */
  readonly isOutgrown: boolean;
  /** @throws TrialFailedError, WorkerDiedError */
  prepare(order: TrialOrder, keepFile: boolean): Promise<PreparedTrial>;
  /** @throws TrialFailedError, WorkerDiedError */
  train(order: TrialOrder, listener: TrainingListener): Promise<TrainedTrial>;
  /** Ends the process at once, whatever it is doing; resolves when it is gone. */
  kill(): Promise<void>;
}

export interface WorkerOptions {
  readonly limits: TrialLimits;
  /** Told what the study file's own code prints, line by line. */
  readonly onOutput: (line: string) => void;
  /** Kills the process. */
  readonly signal?: AbortSignal;
}

/** Lines of output kept to explain a death. */
const keptLines = 30;

/**
 * Starts a worker and waits until it has loaded the study and its data. One that goes over its limits or sends what no
 * worker sends is killed, and has then died of that.
 * @throws OrtuneError when the study or the data set is refused; WorkerDiedError
 */
export async function openWorker(settings: WorkerSettings, options: WorkerOptions): Promise<WorkerProcess> {
  const { limits, onOutput, signal } = options;
  let pending: { answer: (answer: WorkerAnswer) => void; failed: (error: unknown) => void } | undefined;
  let listener: TrainingListener | undefined;
  let death: WorkerDiedError | undefined;
  /** Why it was killed from here, or has killed itself. */
  let cause: string | undefined;
  let residentBytes = 0;
  const lastLines: string[] = [];
  const spent: TimeSpent = { silent: 0, working: 0 };

  const child = spawnWorker({ onMessage: receive, onLine: hear }, signal);
  const clock = startRunningClock((seconds) => {
    if (!pending) return;
    spent.silent += seconds;
    spent.working += seconds;
    const overdue = describeOverdue(spent, limits);
    if (overdue) condemn(overdue);
  });
  const gone = child.ended.then((end) => {
    clock.stop();
    death = new WorkerDiedError(cause ?? describeDeath(end, lastLines), cause !== undefined);
    pending?.failed(death);
  });

  function condemn(reason: string): void {
    cause ??= reason;
    child.kill();
  }

  function hear(line: string): void {
    const bytes = parseMemoryNotice(line);
    if (bytes !== undefined) {
      const limit = `\`limits.trialMemoryMb\` of ${limits.trialMemoryMb}`;
      cause ??= `worker took ${Math.ceil(bytes / 1e6)} MB of memory, more than its ${limit}`;
      return;
    }
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    onOutput(line);
  }

  function receive(received: unknown): void {
    if (cause !== undefined) return;
    const message = parseFromWorker(received);
    if (!message) {
      condemn(
        `worker sent a message that is not ortune's (does the study write to its file descriptor ${channelDescriptor}?): ${quoteValue(received)}`,
      );
      return;
    }
    spent.silent = 0;
    try {
      handle(message);
    } catch (error) {
      pending?.failed(error);
    }
  }

  function handle(message: FromWorker): void {
    if (message.type === 'alive') residentBytes = message.residentBytes;
    else if (message.type === 'phase') listener?.onPhase(message);
    else if (message.type === 'initialisation') listener?.onInitialisation(message);
    else if (message.type === 'resumed') listener?.onResumed(message);
    else if (message.type === 'warning') listener?.onWarning(message);
    else if (message.type === 'epoch') judge(message);
    else {
      const waiting = pending;
      pending = undefined;
      waiting?.answer(message);
    }
  }

  async function judge(progress: EpochProgress): Promise<void> {
    try {
      child.send({ type: 'verdict', verdict: (await listener?.onEpoch(progress)) ?? 'continue' });
    } catch (error) {
      pending?.failed(error);
    }
  }

  async function ask<T extends WorkerAnswer['type']>(
    message: ToWorker,
    expected: T,
  ): Promise<Extract<WorkerAnswer, { type: T }>> {
    if (death) throw death;
    const answer = new Promise<WorkerAnswer>((resolve, reject) => {
      pending = { answer: resolve, failed: reject };
    });
    spent.silent = 0;
    child.send(message);
    const given = await answer;
    if (given.type === 'refused') throw new RemoteError(given.error);
    if (given.type === 'failed') throw new TrialFailedError(given.failure);
    if (isAnswer(given, expected)) return given;
    condemn(`worker answered \`${given.type}\` where \`${expected}\` was expected`);
    await gone;
    throw death ?? new WorkerDiedError('worker is gone');
  }

  async function kill(): Promise<void> {
    child.kill();
    await gone;
  }

  function begin({ number }: TrialOrder): void {
    if (spent.trial === number) return;
    spent.trial = number;
    spent.working = 0;
  }

  const {
    task,
    dataHash,
    residentBytes: loadedBytes,
  } = await ask({ type: 'open', settings }, 'opened').catch(async (error: unknown) => {
    await kill();
    throw error;
  });
  const growth = largestGrowth(limits, loadedBytes);
  return {
    task,
    dataHash,
    get isAlive() {
      return death === undefined && cause === undefined;
    },
    get isOutgrown() {
      return residentBytes - loadedBytes > growth;
    },
    async prepare(order, keepFile) {
      begin(order);
      return (await ask({ type: 'prepare', order, keepFile }, 'prepared')).prepared;
    },
    async train(order, given) {
      begin(order);
      listener = given;
      return (await ask({ type: 'train', order }, 'trained')).trained;
    },
    kill,
  };
}

function isAnswer<T extends WorkerAnswer['type']>(
  answer: WorkerAnswer,
  type: T,
): answer is Extract<WorkerAnswer, { type: T }> {
  return answer.type === type;
}
