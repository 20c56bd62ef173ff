import {
  type backend_util,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import { OrtuneError } from '../errors.js';
import { EagerEvaluator } from './eager-evaluator.js';
import { GraphBuilder } from './graph/graph-builder.js';
import { type Dtype, type ElementData, makeValue, type Value } from './graph/value.js';
import { inStandardOrder, type Operand, operand, tensorShape } from './lowering/operand.js';

type DataId = object;

/** What the backend keeps for one tfjs data id. */
interface Bucket {
  refCount: number;
  readonly dtype: DataType;
  content:
    | { readonly kind: 'operand'; operand: Operand }
    | { readonly kind: 'strings'; readonly values: readonly Uint8Array[] };
}

/** Something a trace cannot know: the value of a tensor. */
export class TracingError extends OrtuneError {
  override readonly name = 'TracingError';
}

/**
 * The tfjs backend `onnx`. Its kernels do not compute but append ONNX nodes; a tensor's data is a reference to a value of
 * that graph. Reading a tensor cuts out what it needs, compiles that once and runs it.
 */
export class LazyBackend extends KernelBackend {
  readonly data = new DataStorage<Bucket>(this, engine());
  private builder = new GraphBuilder(false);
  private readonly evaluator = new EagerEvaluator();
  private traceDepth = 0;
  private buckets = 0;

  /** Where kernels append their nodes. */
  get graph(): GraphBuilder {
    return this.builder;
  }

  get isTracing(): boolean {
    return this.traceDepth > 0;
  }

  /** Runs `body` with a fresh graph in which equal calls give equal nodes. */
  trace<T>(body: () => T): T {
    const outer = this.builder;
    this.builder = new GraphBuilder(true);
    this.traceDepth++;
    try {
      return body();
    } finally {
      this.traceDepth--;
      this.builder = outer;
    }
  }

  /** Names the nodes made while `body` runs after a layer. */
  inScope<T>(scope: string, body: () => T): T {
    const outer = this.builder.scope;
    this.builder.scope = outer ? `${outer}/${scope}` : scope;
    try {
      return body();
    } finally {
      this.builder.scope = outer;
    }
  }

  /** A new tensor over `x`, for kernels and for program inputs. */
  makeOutput(x: Operand): TensorInfo {
    const { dtype } = x.value;
    if (dtype === 'int64' || dtype === 'uint8') throw new Error(`${dtype} values do not leave a graph`);
    const dataId = {};
    this.store(dataId, { refCount: 1, dtype, content: { kind: 'operand', operand: x } });
    return { dataId, shape: [...tensorShape(x)], dtype };
  }

  operandOf(dataId: DataId): Operand {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') throw new OrtuneError('string tensors have no ONNX counterpart');
    return content.operand;
  }

  /** Replaces what a data id refers to: how a program hands a variable its new value. */
  replaceOperand(dataId: DataId, x: Operand): void {
    this.data.get(dataId).content = { kind: 'operand', operand: x };
  }

  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    if (dtype === 'string') {
      this.store(dataId, { refCount, dtype, content: { kind: 'strings', values: values as Uint8Array[] } });
      return;
    }
    if (dtype === 'complex64') throw new OrtuneError('complex64 tensors have no ONNX counterpart');
    const data = elementsOf(values as backend_util.TypedArray, dtype, util.sizeFromShape(shape));
    // While tracing, what JS computed is part of the program; otherwise it is data, fed when it is needed.
    const value = this.isTracing ? this.builder.constant(data, shape, dtype) : tensorValue(data, shape, dtype);
    this.store(dataId, { refCount, dtype, content: { kind: 'operand', operand: operand(value) } });
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') return [...content.values];
    this.refuseInTrace();
    const value = inStandardOrder(this.builder, content.operand);
    const tensor = await this.evaluator.evaluate(value);
    return copyOf(tensor);
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') return [...content.values];
    const { value, order } = content.operand;
    if (!order && value.source.kind === 'constant') return value.source.data.slice() as backend_util.TypedArray;
    if (!order && value.source.kind === 'tensor') return copyOf(value.source.tensor);
    this.refuseInTrace();
    throw new OrtuneError(
      'dataSync() of a tensor that is not computed yet: the `onnx` backend runs asynchronously, use `await tensor.data()`',
    );
  }

  private refuseInTrace(): void {
    if (!this.isTracing) return;
    const where = this.builder.scope ? ` (in layer \`${this.builder.scope}\`)` : '';
    throw new TracingError(
      `a tensor's value was read while a program is traced${where}: data-dependent control flow cannot be compiled; use tensor operations such as tf.where`,
    );
  }

  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.data.get(dataId).refCount++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const bucket = this.data.get(dataId);
    bucket.refCount--;
    if (!force && bucket.refCount > 0) return false;
    this.data.delete(dataId);
    this.buckets--;
    return true;
  }

  private store(dataId: DataId, bucket: Bucket): void {
    this.data.set(dataId, bucket);
    this.buckets++;
  }

  override numDataIds(): number {
    return this.buckets;
  }

  override memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['tensors that are not computed yet take no memory'] };
  }

  override async time(f: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    f();
    return { kernelMs: performance.now() - start };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  /** The smallest number tfjs adds to keep a division finite, for 32-bit floats. */
  override epsilon(): number {
    return 1e-7;
  }

  override dispose(): void {
    this.evaluator.dispose();
  }
}

export function tensorValue(data: ElementData, shape: readonly number[], dtype: Dtype): Value {
  return makeValue(dtype, shape, { kind: 'tensor', tensor: new OrtTensor(dtype, data, shape) });
}

/** tfjs hands over plain arrays and arrays of another kind too. */
function elementsOf(values: backend_util.TypedArray, dtype: 'float32' | 'int32' | 'bool', size: number): ElementData {
  const source = values ?? new Float32Array(size);
  if (dtype === 'float32') return source instanceof Float32Array ? source : Float32Array.from(source);
  if (dtype === 'int32') return source instanceof Int32Array ? source : Int32Array.from(source);
  return source instanceof Uint8Array ? source : Uint8Array.from(source, Number);
}

const copyOf = (tensor: OrtTensor): backend_util.TypedArray =>
  (tensor.data as backend_util.TypedArray).slice() as backend_util.TypedArray;
