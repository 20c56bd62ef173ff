/**
 * The process in which one model is measured: it takes one request from its parent, answers once and ends. It imports
 * as little as it can, as everything it holds counts as memory of the model.
 */
import process from 'node:process';
import { env } from 'onnxruntime-node';
import { answerParent } from './answer-parent.js';
import type { ChildReport, ChildRequest } from './child-protocol.js';
import { findInputs } from './find-inputs.js';
import { measureServer, waitingClock } from './measure-server.js';
import { measureThroughput } from './measure-throughput.js';
import { fixedBatch } from './model-inputs.js';
import { peakMemory } from './peak-memory.js';
import { loadOfOthers, readProcessorTimes } from './processor-times.js';
import { sampleRuns, warmUp } from './sample-runs.js';
import { loadRuntime } from './timed-session.js';

const clock = () => performance.now();

const runsUntilMemoryIsPlanned = 2;

async function measure({ model, session, feed, ...request }: ChildRequest): Promise<ChildReport> {
  const open = await loadRuntime();
  const before = process.memoryUsage.rss();

  const start = clock();
  const timed = await open(model, session);
  const creation = clock() - start;
  const fixed = fixedBatch(timed.inputs, feed);
  const { firstRun, run, timerFor, integers } = await findInputs(timed, feed);
  const coldStart = creation + firstRun;

  // The memory plan of the first run is used from the second on. Taken before the clock loops, whose own garbage grows
  // with the number of runs and would count against fast models.
  for (let again = 0; again < runsUntilMemoryIsPlanned; again++) await run();
  const memory = { before, resident: process.memoryUsage.rss(), peak: peakMemory() };

  const warm = await warmUp(run, clock, request.warmUp);
  const quiet = { times: readProcessorTimes(), at: clock() };
  const samples = await sampleRuns(run, clock, request.latency);
  const load = loadOfOthers(quiet.times, readProcessorTimes(), (clock() - quiet.at) / 1000);

  const batchSizes = fixed === undefined ? request.throughput?.batchSizes : [fixed];
  const throughput =
    request.throughput && batchSizes
      ? await measureThroughput(timerFor, batchSizes, request.throughput.milliseconds, clock)
      : [];
  const server = request.server && (await measureServer(run, samples, request.server, waitingClock));
  return {
    clocked: timed.clocked,
    runtime: env.versions.node ?? env.versions.common,
    batch: fixed ?? 1,
    integers,
    coldStart,
    warmup: warm.runs + 1 + runsUntilMemoryIsPlanned,
    steady: warm.steady,
    samples,
    load,
    memory,
    throughput,
    ...(server && { server }),
  };
}

answerParent(measure);
