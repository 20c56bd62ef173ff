import { TrialFailedError } from '../worker/worker-process.js';

/** Names of the files of a job. */
export const untrainedFile = 'untrained.onnx';
export const modelFile = 'model.onnx';

/** Larger networks are no case for a database. */
const largestFile = 512 * 2 ** 20;

/** @throws TrialFailedError where the file is too large to go through the database */
export function checkedFile(content: Uint8Array): Uint8Array {
  if (content.length <= largestFile) return content;
  const size = `${Math.ceil(content.length / 2 ** 20)} MiB`;
  const reason = `its model.onnx of ${size} is more than the ${largestFile / 2 ** 20} MiB that a queue carries`;
  throw new TrialFailedError({ kind: 'model too large for the queue', reason });
}
