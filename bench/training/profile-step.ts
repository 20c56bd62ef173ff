import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunProfile, readProfile } from '../../pipeline/benchmark/read-profile.js';
import type { BenchEngine } from './engines.js';
import { runChild } from './run-child.js';

const profiledSteps = 40;

/** Where the engine `onnx` spends a training step, by ONNX Runtime's profiler, in a process of its own; `folder` is for its file. */
export async function profileStep(
  engine: BenchEngine,
  fixture: string,
  threads: number,
  folder: string,
): Promise<RunProfile> {
  const prefix = `step-${threads}`;
  const result = await runChild(engine, {
    fixture,
    threads,
    check: false,
    warmup: { seconds: 0.3, steps: 3 },
    timed: { seconds: 0, steps: profiledSteps },
    profilePrefix: join(folder, prefix),
  });
  if ('failure' in result) throw new Error(`profiling failed: ${result.failure}`);
  const file = readdirSync(folder).find((name) => name.startsWith(`${prefix}_`) && name.endsWith('.json'));
  if (!file) throw new Error(`ONNX Runtime left no profile in ${folder}`);
  return readProfile(readFileSync(join(folder, file), 'utf8'), profiledSteps);
}
