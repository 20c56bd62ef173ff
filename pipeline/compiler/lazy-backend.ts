import {
  backend_util,
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
import { filledFrom, GraphBuilder } from './graph/graph-builder.js';
import { type Dtype, type ElementData, makeValue, sizeOf, type Value } from './graph/value.js';
import type { ConcreteTensor } from './js-kernels.js';
import {
  type ComplexOperand,
  inStandardOrder,
  isComplex,
  type Operand,
  operand,
  tensorShape,
} from './lowering/operand.js';
import { PendingTensors } from './pending-tensors.js';

type DataId = object;

/** What the backend keeps for one tfjs data id. */
interface Bucket {
  refCount: number;
  readonly dtype: DataType;
  content: Content;
}

type Content =
  | { readonly kind: 'operand'; readonly operand: Operand }
  | { readonly kind: 'complex'; readonly parts: ComplexOperand }
  | { readonly kind: 'strings'; readonly values: readonly Uint8Array[] };

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
  private readonly pending = new PendingTensors();
  private readonly evaluator = new EagerEvaluator(this.pending);
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
  makeOutput(x: Operand | ComplexOperand): TensorInfo {
    const dataId = {};
    if (isComplex(x)) {
      this.store(dataId, { refCount: 1, dtype: 'complex64', content: { kind: 'complex', parts: x } });
      return { dataId, shape: [...tensorShape(x.real)], dtype: 'complex64' };
    }
    const { dtype } = x.value;
    if (dtype === 'int64' || dtype === 'uint8') throw new Error(`${dtype} values do not leave a graph`);
    this.store(dataId, { refCount: 1, dtype, content: { kind: 'operand', operand: x } });
    return { dataId, shape: [...tensorShape(x)], dtype };
  }

  /** What kernels read of a tensor. */
  operandsOf(dataId: DataId): Operand | ComplexOperand {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') throw new OrtuneError('string tensors have no ONNX counterpart');
    return content.kind === 'complex' ? content.parts : content.operand;
  }

  operandOf(dataId: DataId): Operand {
    const x = this.operandsOf(dataId);
    if (isComplex(x)) throw new OrtuneError('complex64 tensors have no ONNX counterpart');
    return x;
  }

  /** A tensor's elements, where they are known without running anything. */
  concrete({ dataId, shape, dtype }: TensorInfo): ConcreteTensor | undefined {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') return { values: content.values.slice(), shape, dtype };
    if (content.kind === 'complex') return undefined;
    const values = this.knownElements(content.operand);
    return values && { values, shape, dtype };
  }

  private knownElements({ value, order }: Operand): backend_util.TypedArray | undefined {
    if (order) return undefined;
    if (value.source.kind === 'constant') return value.source.data.slice() as backend_util.TypedArray;
    const tensor = this.evaluator.tensorOf(value);
    if (tensor) return copyOf(tensor);
    const fill = filledFrom(value);
    if (fill?.source.kind !== 'constant') return undefined;
    const filled = new Float32Array(sizeOf(value.shape)).fill(Number(fill.source.data[0]));
    const { dtype } = value;
    return dtype === 'int64' || dtype === 'uint8' ? undefined : elementsOf(filled, dtype, filled.length);
  }

  /** Replaces what a data id refers to: how a program hands a variable its new value. */
  replaceOperand(dataId: DataId, x: Operand): void {
    this.setContent(this.data.get(dataId), { kind: 'operand', operand: x });
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
    if (dtype === 'complex64') {
      const { real, imag } = backend_util.splitRealAndImagArrays(values as Float32Array);
      const part = (data: Float32Array) => operand(this.leaf(data, shape, 'float32'));
      this.store(dataId, {
        refCount,
        dtype,
        content: { kind: 'complex', parts: { real: part(real), imag: part(imag) } },
      });
      return;
    }
    const data = elementsOf(values as backend_util.TypedArray, dtype, util.sizeFromShape(shape));
    this.store(dataId, {
      refCount,
      dtype,
      content: { kind: 'operand', operand: operand(this.leaf(data, shape, dtype)) },
    });
  }

  /** While tracing, what JS computed is part of the program; otherwise it is data, fed when it is needed. */
  private leaf(data: ElementData, shape: readonly number[], dtype: Dtype): Value {
    return this.isTracing ? this.builder.data(data, shape, dtype) : tensorValue(data, shape, dtype);
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    const bucket = this.data.get(dataId);
    const { content } = bucket;
    if (content.kind === 'strings') return content.values.slice();
    this.refuseInTrace();
    if (content.kind === 'complex') {
      const [real, imag] = [await this.evaluated(content.parts.real), await this.evaluated(content.parts.imag)];
      return backend_util.mergeRealAndImagArrays(real.data as Float32Array, imag.data as Float32Array);
    }
    const tensor = await this.evaluated(content.operand);
    // The graph behind it is not needed any more.
    if (bucket.content === content) {
      const value = makeValue(content.operand.value.dtype, tensor.dims, { kind: 'tensor', tensor });
      this.setContent(bucket, { kind: 'operand', operand: operand(value) });
    }
    return copyOf(tensor);
  }

  private evaluated(x: Operand): Promise<OrtTensor> {
    return this.evaluator.evaluate(inStandardOrder(this.builder, x), x.value, this.pendingVariables());
  }

  /** Variables are computed whenever anything is: an eager training reads its loss alone, and goes on from the weights. */
  private pendingVariables(): Value[] {
    return Object.values(engine().state.registeredVariables).flatMap(({ dataId }) => {
      const content = this.data.has(dataId) ? this.data.get(dataId).content : undefined;
      return content?.kind === 'operand' && this.pending.has(content.operand.value) ? [content.operand.value] : [];
    });
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const { content } = this.data.get(dataId);
    if (content.kind === 'strings') return content.values.slice();
    const known = content.kind === 'operand' ? this.knownElements(content.operand) : undefined;
    if (known) return known;
    this.refuseInTrace();
    throw new OrtuneError(
      `dataSync() of a tensor that is not computed yet${this.where()}: the \`onnx\` backend runs asynchronously, use \`await tensor.data()\``,
    );
  }

  private where(): string {
    return this.builder.scope ? ` (in layer \`${this.builder.scope}\`)` : '';
  }

  private refuseInTrace(): void {
    if (!this.isTracing) return;
    throw new TracingError(
      `a tensor's value was read while a program is traced${this.where()}: data-dependent control flow cannot be compiled; use tensor operations such as tf.where`,
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
    this.pending.remove(bucket);
    this.buckets--;
    return true;
  }

  private store(dataId: DataId, bucket: Bucket): void {
    this.data.set(dataId, bucket);
    if (!this.isTracing) this.pending.add(bucket);
    this.buckets++;
  }

  private setContent(bucket: Bucket, content: Content): void {
    this.pending.remove(bucket);
    bucket.content = content;
    if (!this.isTracing) this.pending.add(bucket);
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
function elementsOf(values: backend_util.TypedArray, dtype: 'float32' | 'int32' | 'bool', size: number) {
  const source = values ?? new Float32Array(size);
  if (dtype === 'float32') return source instanceof Float32Array ? source : Float32Array.from(source);
  if (dtype === 'int32') return source instanceof Int32Array ? source : Int32Array.from(source);
  return source instanceof Uint8Array ? source : Uint8Array.from(source, Number);
}

const copyOf = (tensor: OrtTensor): backend_util.TypedArray =>
  (tensor.data as backend_util.TypedArray).slice() as backend_util.TypedArray;
