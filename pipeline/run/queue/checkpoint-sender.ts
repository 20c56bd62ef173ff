import { readFile, stat } from 'node:fs/promises';
import { pace } from '../../pace.js';
import type { ClaimedJob } from './claimed-job.js';
import { checkpointFile, largestFile, mebibytes } from './job-files.js';

/** Brings the checkpoints of a trial that trains here to the conductor, for an attempt elsewhere to go on from. */
export interface CheckpointSender {
  /** Begins to send the newest one where there is a new one and it is time again; training goes on meanwhile. */
  look(): void;
  /** Waits for what is being sent. @throws JobRevokedError, StorageError */
  settled(): Promise<void>;
  /** Sends the newest one in any case. @throws JobRevokedError, StorageError */
  flush(): Promise<void>;
}

/** Milliseconds of training that may be lost with a machine: what is trained in less is soon trained again. */
const shortestPause = 10_000;

/** Of a trial's time that sending may take. */
const share = 0.02;

/**
 * @param path where the training leaves its checkpoints; what lies there now is where it goes on from
 * @param say says something on the job, in the order of all that is said
 * @param now milliseconds, from any beginning
 */
export async function checkpointSender(
  { sendFile }: Pick<ClaimedJob, 'sendFile'>,
  path: string,
  say: (message: object) => Promise<void>,
  now: () => number = () => performance.now(),
): Promise<CheckpointSender> {
  const own = pace({ firstPause: shortestPause, shortestPause, share }, now);
  let sent = await readVersion(path);
  let count = 0;
  let isTooLarge = false;
  let sending: Promise<void> = Promise.resolve();
  let isSending = false;

  async function sendNewest(): Promise<void> {
    const version = await readVersion(path);
    if (version === undefined || version === sent || isTooLarge) return;
    await own.spend(async () => {
      const content = await readFile(path);
      if (content.length > largestFile) {
        isTooLarge = true;
        const problem = `its checkpoint of ${mebibytes(content.length)} is more than the ${mebibytes(largestFile)} that a queue carries`;
        await say({ type: 'warning', message: `where its worker is lost it begins anew: ${problem}` });
        return;
      }
      const name = checkpointFile(++count);
      await sendFile(name, content);
      await say({ type: 'checkpoint', name });
      sent = version;
    });
  }

  function send(): Promise<void> {
    isSending = true;
    sending = sendNewest().finally(() => {
      isSending = false;
    });
    // Whoever waits for it hears of it.
    sending.catch(() => undefined);
    return sending;
  }

  return {
    look() {
      if (!isSending && own.remaining() === 0) send();
    },
    settled: () => sending,
    async flush() {
      await sending;
      await send();
    },
  };
}

/** Changes with each checkpoint, which takes the place of the one before it as another file; undefined where there is none. */
async function readVersion(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.mtimeMs;
}
