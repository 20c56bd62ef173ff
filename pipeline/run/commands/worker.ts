import { availableParallelism, hostname } from 'node:os';
import { type ExitCode, exitCodes } from '../../errors.js';
import { connectQueue } from '../queue/connect-queue.js';
import { type ServeEvent, serveQueue } from '../queue/serve-queue.js';
import { interruptSignal } from './interrupt-signal.js';

export interface WorkerOptions {
  readonly storage: string;
  readonly queue: string;
  readonly workers?: number;
  readonly study?: string;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** `ortune worker`: carries out the trials of a queue until it is told to end. @throws OrtuneError */
export async function worker(options: WorkerOptions): Promise<ExitCode> {
  const { storage, queue, workers = availableParallelism(), study, quiet } = options;
  const interrupt = interruptSignal(() =>
    print('ending: trials that run are left to other workers (again to end at once)'),
  );
  const connection = await connectQueue(storage, queue, { supervises: false }).catch((error: unknown) => {
    interrupt.dispose();
    throw error;
  });
  print(`worker of queue ${queue} in ${connection.name}: ${workers} trial${workers === 1 ? '' : 's'} at a time`);
  try {
    await serveQueue({
      connection,
      queue,
      workers,
      name: `${hostname()}:${process.pid}`,
      studyFile: study,
      interrupt: interrupt.signal,
      onEvent: (event) => print(describeEvent(event)),
    });
    return exitCodes.done;
  } finally {
    await connection.close();
    interrupt.dispose();
  }

  function print(line: string): void {
    if (!quiet) process.stdout.write(`${line}\n`);
  }
}

function describeEvent(event: ServeEvent): string {
  if (event.type === 'output') return event.line;
  if (event.type === 'warning') return `warning: ${event.message}`;
  return `trial ${event.trial} of ${event.study} ${event.state}`;
}
