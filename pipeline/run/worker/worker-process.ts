import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { execaNode } from 'execa';
import type { Task } from '../../load/data.js';
import type { Verdict } from '../../train/train-model.js';
import { describeDeath } from './describe-death.js';
import { RemoteError } from './error-data.js';
import type {
  EpochProgress,
  FromWorker,
  InitialisationProgress,
  PhaseProgress,
  PreparedTrial,
  ToWorker,
  TrainedTrial,
  TrialFailure,
  TrialOrder,
  WorkerAnswer,
  WorkerSettings,
} from './protocol.js';

/** The worker ended before it answered; `message` says how. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
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
  /** What it answers decides whether the trial goes on. */
  onEpoch(progress: EpochProgress): Verdict;
}

/** A child process that trains one trial after the other. Each method waits for the one before it to have answered. */
export interface WorkerProcess {
  readonly task: Task;
  /** Whether it can take another trial: it lives, and its memory has not grown out of bounds. */
  readonly usable: boolean;
  /** @throws TrialFailedError, WorkerDiedError */
  prepare(order: TrialOrder, keepFile: boolean): Promise<PreparedTrial>;
  /** @throws TrialFailedError, WorkerDiedError */
  train(order: TrialOrder, listener: TrainingListener): Promise<TrainedTrial>;
  /** Ends the process at once, whatever it is doing; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The worker runs from source (tests, development) when this file does, and then needs tsx. */
const fromSource = import.meta.url.endsWith('.ts');
const entry = new URL(fromSource ? '../worker.ts' : '../worker.js', import.meta.url);

/**
 * ONNX Runtime does not give back all memory of released sessions, so a worker that has grown by this many bytes since
 * it loaded its data is replaced. Trials do not depend on what ran before them.
 */
const largestGrowth = 2 ** 31;

/** Lines of output kept to explain a death. */
const keptLines = 30;

/**
 * Starts a worker and waits until it has loaded the study and its data.
 * @param onOutput what the study file's own code prints, line by line
 * @throws OrtuneError when the study or the data set is refused; WorkerDiedError
 */
export async function openWorker(
  settings: WorkerSettings,
  { onOutput, signal }: { readonly onOutput: (line: string) => void; readonly signal?: AbortSignal },
): Promise<WorkerProcess> {
  const child = execaNode(entry, [], {
    ipc: true,
    serialization: 'advanced',
    nodeOptions: fromSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [],
    stdin: 'ignore',
    all: true,
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: false,
    killSignal: 'SIGKILL',
  });

  let pending: { answer: (answer: WorkerAnswer) => void; failed: (error: unknown) => void } | undefined;
  let listener: TrainingListener | undefined;
  let death: Error | undefined;
  const lastLines: string[] = [];

  const output = (async () => {
    for await (const line of child.iterable({ from: 'all' })) {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      onOutput(line);
    }
  })().catch(() => undefined);
  const messages = (async () => {
    for await (const message of child.getEachMessage()) receive(message as FromWorker);
  })().catch(() => undefined);
  const gone = Promise.all([child, output, messages]).then(([result]) => {
    death = new WorkerDiedError(describeDeath(result, lastLines));
    pending?.failed(death);
  });

  function receive(message: FromWorker): void {
    if (message.type === 'phase') listener?.onPhase(message);
    else if (message.type === 'initialisation') listener?.onInitialisation(message);
    else if (message.type === 'epoch') judge(message);
    else {
      const waiting = pending;
      pending = undefined;
      waiting?.answer(message);
    }
  }

  function judge(progress: EpochProgress): void {
    try {
      post({ type: 'verdict', verdict: listener?.onEpoch(progress) ?? 'continue' });
    } catch (error) {
      pending?.failed(error);
    }
  }

  // A failure to send is a worker that is ending: `gone` tells how.
  function post(message: ToWorker): void {
    child.sendMessage(message).catch(() => undefined);
  }

  async function ask(message: ToWorker): Promise<WorkerAnswer> {
    if (death) throw death;
    const answer = new Promise<WorkerAnswer>((resolve, reject) => {
      pending = { answer: resolve, failed: reject };
    });
    post(message);
    const given = await answer;
    if (given.type === 'refused') throw new RemoteError(given.error);
    if (given.type === 'failed') throw new TrialFailedError(given.failure);
    return given;
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
  }

  let opened: WorkerAnswer;
  try {
    opened = await ask({ type: 'open', settings });
  } catch (error) {
    await kill();
    throw error;
  }
  const { task, residentBytes } = expectAnswer(opened, 'opened');
  let outgrown = false;
  return {
    task,
    get usable() {
      return death === undefined && !outgrown;
    },
    prepare: async (order, keepFile) =>
      expectAnswer(await ask({ type: 'prepare', order, keepFile }), 'prepared').prepared,
    async train(order, given) {
      listener = given;
      const { trained } = expectAnswer(await ask({ type: 'train', order }), 'trained');
      outgrown = trained.residentBytes - residentBytes > largestGrowth;
      return trained;
    },
    kill,
  };
}

function expectAnswer<T extends WorkerAnswer['type']>(
  answer: WorkerAnswer,
  type: T,
): Extract<WorkerAnswer, { type: T }> {
  if (answer.type !== type) throw new Error(`worker answered \`${answer.type}\` where \`${type}\` was expected`);
  return answer as Extract<WorkerAnswer, { type: T }>;
}
