import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Binding } from 'onnxruntime-node/dist/binding.js';
import { ModelFileError } from '../errors.js';
import type { InputValues } from './given-inputs.js';
import type { ModelInput } from './model-inputs.js';

/** Must survive a structured clone on its way to the child process. */
export type SessionOptions = Readonly<
  Pick<
    InferenceSession.SessionOptions,
    | 'intraOpNumThreads'
    | 'interOpNumThreads'
    | 'graphOptimizationLevel'
    | 'executionMode'
    | 'enableCpuMemArena'
    | 'enableMemPattern'
    | 'executionProviders'
    | 'freeDimensionOverrides'
    | 'extra'
  >
>;

/** A model that is ready to run and be timed. */
export interface TimedSession {
  readonly inputs: readonly ModelInput[];
  /**
   * `native`: the clock runs only during ONNX Runtime's synchronous call. `promise`: during `InferenceSession.run`,
   * which waits for a turn of the event loop first, because this onnxruntime-node keeps its native call elsewhere.
   */
  readonly clocked: 'native' | 'promise';
  /** A function that runs the model once on these inputs and gives the milliseconds. */
  timer(inputs: readonly InputValues[]): () => number | Promise<number>;
}

const millisecondsSince = (start: bigint) => Number(process.hrtime.bigint() - start) / 1e6;

type NativeModule = typeof import('onnxruntime-node/dist/binding.js');

/**
 * Loads ONNX Runtime's library, so that it does not count in the first session's cold start.
 * `InferenceSession.run` of onnxruntime-node 1.30 wraps a synchronous native call in `setImmediate` and a promise
 * (dist/backend.js), which adds event-loop time to what is measured. So the native call is reached directly where the
 * package still has it in the same place.
 */
export async function loadRuntime(): Promise<(path: string, options: SessionOptions) => Promise<TimedSession>> {
  const native = await importNative();
  if (native === undefined) return openPublicSession;
  native.initOrt();
  return async (path, options) => openNativeSession(native.binding, path, options);
}

async function importNative(): Promise<NativeModule | undefined> {
  try {
    const module: Partial<NativeModule> = await import('onnxruntime-node/dist/binding.js');
    const { binding, initOrt } = module;
    return binding?.InferenceSession && initOrt ? { binding, initOrt } : undefined;
  } catch {
    return undefined;
  }
}

function openNativeSession(binding: NativeModule['binding'], path: string, options: SessionOptions): TimedSession {
  const session = new binding.InferenceSession();
  session.loadModel(path, options);
  const fetches = Object.fromEntries(tensorOutputs(session.outputMetadata).map((name) => [name, null]));
  return {
    inputs: session.inputMetadata.map(nativeInput),
    clocked: 'native',
    timer(inputs) {
      const feeds = feedsOf(inputs);
      return () => {
        const start = process.hrtime.bigint();
        session.run(feeds, fetches, {});
        return millisecondsSince(start);
      };
    },
  };
}

/** The fallback: any version of onnxruntime-node has this. */
export async function openPublicSession(path: string, options: SessionOptions): Promise<TimedSession> {
  return timedSession(await InferenceSession.create(path, options));
}

export function timedSession(session: InferenceSession): TimedSession {
  const outputs = tensorOutputs(session.outputMetadata);
  return {
    inputs: session.inputMetadata.map((input) =>
      input.isTensor ? input : { name: input.name, type: undefined, shape: [] },
    ),
    clocked: 'promise',
    timer(inputs) {
      const feeds = feedsOf(inputs);
      return async () => {
        const start = process.hrtime.bigint();
        await session.run(feeds, outputs);
        return millisecondsSince(start);
      };
    },
  };
}

/**
 * The outputs to ask for. onnxruntime-node 1.30 refuses a sequence or a map, and an optional without a value ends the
 * process; what such an output is made of is computed all the same.
 */
function tensorOutputs(outputs: readonly { readonly name: string; readonly isTensor: boolean }[]): readonly string[] {
  const names = outputs.filter(({ isTensor }) => isTensor).map(({ name }) => name);
  if (names.length > 0) return names;
  throw new ModelFileError('none of its outputs is a tensor; ONNX Runtime for Node gives back nothing else');
}

/** Indexed by ONNX's TensorProto.DataType, as in onnxruntime-node's own backend.js. */
const typeNames: readonly (string | undefined)[] = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
  'float8e8m0',
  'uint2',
  'int2',
];

function nativeInput({ name, isTensor, type, shape, symbolicDimensions }: Binding.ValueMetadata): ModelInput {
  if (!isTensor) return { name, type: undefined, shape: [] };
  return {
    name,
    type: typeNames[type] ?? `number ${type}`,
    shape: shape.map((size, axis) => (size < 0 ? (symbolicDimensions[axis] ?? '') : size)),
  };
}

function feedsOf(inputs: readonly InputValues[]): Record<string, Tensor> {
  return Object.fromEntries(inputs.map(({ name, type, data, dims }) => [name, new Tensor(type, data, dims)]));
}
