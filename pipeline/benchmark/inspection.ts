import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type AskChildOptions, askChild } from './ask-child.js';
import type { OperationCount } from './count-operations.js';
import type { ActivationTraffic } from './count-traffic.js';
import type { FeedOptions } from './model-inputs.js';
import type { RunProfile } from './read-profile.js';
import type { SessionOptions } from './timed-session.js';

export interface InspectRequest {
  /** Absolute path of the .onnx file. */
  readonly model: string;
  readonly session: SessionOptions;
  readonly feed: FeedOptions;
  /** For the profiler's files. */
  readonly folder: string;
}

/** What is in a model, and where a run of it spends its time. All counts are of one run at the batch of the latency. */
export interface Inspection {
  /** Elements of the tensors in the file, but for shapes, axes and the like. */
  readonly parameters: number;
  readonly operations: OperationCount;
  readonly activations: ActivationTraffic;
  readonly profile: RunProfile;
}

/**
 * Looks into a model in a process of its own, apart from the one that times it, as a profiler takes time itself.
 * @throws as `askChild`
 */
export async function inspectModel(
  file: string,
  session: SessionOptions,
  feed: FeedOptions,
  options: AskChildOptions = {},
): Promise<Inspection> {
  const folder = await mkdtemp(join(tmpdir(), 'ortune-profile-'));
  try {
    const request: InspectRequest = { model: resolve(file), session, feed, folder };
    return await askChild('inspect-child', request, file, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
