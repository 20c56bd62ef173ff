import { TrialFailedError } from '../worker/worker-process.js';
import type { QueueConnection } from './connect-queue.js';
import { queueSchema } from './queue-tables.js';

/** Names of the files of a job. */
export const untrainedFile = 'untrained.onnx';
export const modelFile = 'model.onnx';
/** What an earlier attempt at the trial has left; of this attempt's own there may be several, one after the other. */
export const earlierCheckpointFile = 'checkpoint';
export const checkpointFile = (count: number) => `checkpoint-${count}`;

/** Larger ones are no case for a database, in bytes. */
export const largestFile = 512 * 2 ** 20;

export const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** @throws TrialFailedError where the network is too large to go through the database */
export function checkedModel(content: Uint8Array): Uint8Array {
  if (content.length <= largestFile) return content;
  const reason = `its model.onnx of ${mebibytes(content.length)} is more than the ${mebibytes(largestFile)} that a queue carries`;
  throw new TrialFailedError({ kind: 'model too large for the queue', reason });
}

/** Bytes of one row: a parameter of a statement is held in memory several times. */
const partBytes = 4 * 2 ** 20;

/** A file as the rows it is stored in, of which an empty one has one too. */
export function* fileParts(content: Uint8Array): Iterable<{ readonly part: number; readonly bytes: Buffer }> {
  for (let part = 0; part === 0 || part * partBytes < content.length; part++) {
    yield { part, bytes: Buffer.from(content.subarray(part * partBytes, (part + 1) * partBytes)) };
  }
}

/** A file of a job, from whichever side; undefined where there is none of that name. */
export async function readJobFile(
  query: QueueConnection['query'],
  job: string,
  name: string,
): Promise<Uint8Array | undefined> {
  const rows = await query<{ bytes: Buffer }>(
    `select bytes from ${queueSchema}.files where job = $1 and name = $2 order by part`,
    [job, name],
  );
  return rows.length > 0 ? Buffer.concat(rows.map(({ bytes }) => bytes)) : undefined;
}
