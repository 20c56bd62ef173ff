/** The process in which one model is looked into: what it computes, and where its time goes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { decodeModel } from '../compiler/onnx-file/decode-model.js';
import { answerParent } from './answer-parent.js';
import { countOperations } from './count-operations.js';
import { countParameters } from './count-parameters.js';
import { countTraffic } from './count-traffic.js';
import { findInputs } from './find-inputs.js';
import type { Inspection, InspectRequest } from './inspection.js';
import { type RunProfile, readProfile } from './read-profile.js';
import { type SessionOptions, timedSession } from './timed-session.js';

const profiledMilliseconds = 300;
const fewestRuns = 8;

/** The profiler writes almost 1 kB for each node of each run. */
const mostEvents = 20_000;

async function inspect({ model, session, feed, folder }: InspectRequest): Promise<Inspection> {
  const parameters = countParameters(decodeModel(await readFile(model)).graph);
  // As it is in the file: fused nodes and weights packed for a kernel have no shapes that tell what they compute.
  const asWritten: SessionOptions = {
    ...session,
    graphOptimizationLevel: 'disabled',
    extra: { ...session.extra, 'session.disable_prepacking': '1' },
  };
  const plain = await profileRuns(model, asWritten, feed, join(folder, 'plain'), () => 1);
  const profile = await profileRuns(model, session, feed, join(folder, 'run'), (milliseconds) => {
    const events = Math.max(1, plain.nodes.length);
    const inTime = Math.ceil(profiledMilliseconds / milliseconds);
    return Math.max(fewestRuns, Math.min(inTime, Math.floor(mostEvents / events)));
  });
  return {
    parameters,
    operations: countOperations(plain.nodes),
    activations: countTraffic(profile.nodes),
    profile,
  };
}

/** @param runsFor how many runs to profile when the second one took so many milliseconds */
async function profileRuns(
  model: string,
  options: SessionOptions,
  feed: InspectRequest['feed'],
  prefix: string,
  runsFor: (milliseconds: number) => number,
): Promise<RunProfile> {
  const session = await InferenceSession.create(model, {
    ...options,
    enableProfiling: true,
    profileFilePrefix: prefix,
  });
  const { run } = await findInputs(timedSession(session), feed);
  const runs = runsFor(await run());
  for (let i = 0; i < runs; i++) await run();
  session.endProfiling();
  await session.release();
  return readProfile(await profileText(prefix), runs);
}

async function profileText(prefix: string): Promise<string> {
  const folder = join(prefix, '..');
  const file = (await readdir(folder)).map((name) => join(folder, name)).find((path) => path.startsWith(`${prefix}_`));
  if (file === undefined) throw new Error(`ONNX Runtime left no profile in ${folder}`);
  return readFile(file, 'utf8');
}

answerParent(inspect);
