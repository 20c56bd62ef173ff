/** The process in which the peaks of the machine are measured. */
import { InferenceSession } from 'onnxruntime-node';
import { encodeModel } from '../compiler/onnx-file/encode-model.js';
import { makeTensor } from '../compiler/onnx-file/make-tensor.js';
import { type OnnxGraph, onnxDataType } from '../compiler/onnx-file/model.js';
import { answerParent } from './answer-parent.js';
import type { Bandwidth, MachinePeaks, PeaksRequest } from './peaks.js';
import { timedSession } from './timed-session.js';

/** Sides of square matrices: large enough for the kernel to be at its best, small enough for caches. */
const matrixSides = [384, 768, 1024];

/** Bytes of the three tensors of an addition, or of a matrix that a vector is multiplied by: in the second-level cache of most machines, in the last, and beyond all of them. */
const workingSets = [1.5, 6, 192].map((mebibytes) => mebibytes * 2 ** 20);

const millisecondsEach = 120;
const fewestRuns = 4;

async function measurePeaks({ threads }: PeaksRequest): Promise<MachinePeaks> {
  let flopsPerSecond = 0;
  for (const side of matrixSides) {
    const seconds = await fastestRun(matrixProduct(side, side), [side, side], threads);
    flopsPerSecond = Math.max(flopsPerSecond, (2 * side ** 3) / seconds);
  }
  const bandwidths: Bandwidth[] = [];
  for (const workingSet of workingSets) {
    const floats = workingSet / Float32Array.BYTES_PER_ELEMENT;
    const side = Math.floor(Math.sqrt(floats));
    const seconds = Math.min(
      await fastestRun(addition(floats / 3), [floats / 3], threads),
      await fastestRun(matrixProduct(side, 1), [1, side], threads),
    );
    bandwidths.push({ workingSet, bytesPerSecond: workingSet / seconds });
  }
  return { flopsPerSecond, bandwidths };
}

/** Seconds of the fastest run, which is what the machine can do; others were disturbed. */
async function fastestRun(graph: OnnxGraph, dims: readonly number[], threads: number): Promise<number> {
  const model = encodeModel({ irVersion: 8, opsetImports: [{ domain: '', version: 17 }], graph });
  const session = await InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1 });
  const length = dims.reduce((product, dim) => product * dim, 1);
  const given = session.inputNames.map((name) => {
    return { name, type: 'float32' as const, dims, data: new Float32Array(length).fill(1.5) };
  });
  const run = timedSession(session).timer(given);
  await run();
  const start = performance.now();
  let fastest = Number.POSITIVE_INFINITY;
  for (let runs = 0; runs < fewestRuns || performance.now() - start < millisecondsEach; runs++) {
    fastest = Math.min(fastest, await run());
  }
  await session.release();
  return fastest / 1000;
}

/** By a constant matrix, which ONNX Runtime packs for its kernel as it does with the weights of a model. One number leaves the graph. */
function matrixProduct(side: number, rows: number): OnnxGraph {
  const weights = makeTensor('w', [side, side], new Float32Array(side * side).fill(1 / side));
  return firstOf('MatMul', ['x', 'w'], [rows, side], [weights]);
}

const addition = (length: number): OnnxGraph => firstOf('Add', ['x', 'y'], [length], []);

/** An operator of which only the first element is an output, so that nothing large is handed to JavaScript. */
function firstOf(
  opType: string,
  inputs: readonly string[],
  dims: readonly number[],
  weights: OnnxGraph['initializers'],
): OnnxGraph {
  const float = { elemType: onnxDataType.FLOAT };
  const given = inputs.filter((name) => weights.every((weight) => weight.name !== name));
  const index = makeTensor('first', [dims.length], new BigInt64Array(dims.length));
  return {
    name: 'peak',
    nodes: [
      { opType, inputs, outputs: ['all'], attributes: [] },
      { opType: 'GatherND', inputs: ['all', 'first'], outputs: ['one'], attributes: [] },
    ],
    initializers: [...weights, index],
    inputs: given.map((name) => ({ name, ...float, shape: dims })),
    outputs: [{ name: 'one', ...float, shape: [] }],
  };
}

answerParent(measurePeaks);
