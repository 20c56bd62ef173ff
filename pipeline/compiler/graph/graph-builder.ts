import { broadcastShape } from './broadcast-shape.js';
import { cropBorders } from './crop-borders.js';
import {
  type Attribute,
  type Dtype,
  type ElementData,
  makeValue,
  type Node,
  type Shape,
  sameShape,
  sizeOf,
  type Value,
} from './value.js';

export interface ConvolutionGeometry {
  readonly strides: readonly number[];
  /** ONNX order: all begins, then all ends. */
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
  readonly group: number;
}

export interface PoolingGeometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

export type Reduction = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd' | 'ReduceSumSquare';

interface Result {
  readonly dtype: Dtype;
  readonly shape: Shape;
}

const int = (value: number): Attribute => ({ type: 'int', value });
const float = (value: number): Attribute => ({ type: 'float', value });
const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
const text = (value: string): Attribute => ({ type: 'string', value });

const dim = (shape: Shape, axis: number): number => {
  const size = shape[axis];
  if (size === undefined) throw new Error(`axis ${axis} is outside shape [${shape}]`);
  return size;
};

/** Constants up to this many elements are compared by content, so that equal scalars are one value. */
const internedElements = 16;

/**
 * Appends ONNX nodes (opset 18) and knows the shape of what they give. With `intern`, equal calls give the same node,
 * so common subexpressions never arise while a program is traced; calls without an effect (a reshape to the same
 * shape, a product with one) give their operand.
 */
export class GraphBuilder {
  /** The layer being applied; becomes part of the names of the nodes made meanwhile. */
  scope = '';
  private readonly interned = new Map<string, Node>();
  private readonly constants = new Map<string, Value>();

  constructor(private readonly intern: boolean) {}

  /** Any operator; the shape of its outputs is the caller's word. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
    results: readonly Result[],
    domain = '',
  ): readonly Value[] {
    const key = this.intern
      ? `${domain}:${op}(${inputs.map((input) => input?.id ?? '').join()})${JSON.stringify(attributes)}${results.length}`
      : '';
    const known = this.intern ? this.interned.get(key) : undefined;
    if (known) return known.outputs;
    const outputs: Value[] = [];
    const node: Node = { op, domain, inputs, attributes, outputs, scope: this.scope };
    results.forEach(({ dtype, shape }, index) => {
      outputs.push(makeValue(dtype, shape, { kind: 'node', node, index }));
    });
    if (this.intern) this.interned.set(key, node);
    return outputs;
  }

  private one(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>>,
    dtype: Dtype,
    shape: Shape,
    domain = '',
  ): Value {
    return this.node(op, inputs, attributes, [{ dtype, shape }], domain)[0] as Value;
  }

  constant(data: ElementData, shape: Shape, dtype: Dtype): Value {
    if (data.length > internedElements) return makeValue(dtype, shape, { kind: 'constant', data });
    const key = `${dtype}[${shape}]${data.join()}${data instanceof Float32Array && data.some((v) => Object.is(v, -0)) ? '-0' : ''}`;
    const known = this.constants.get(key);
    if (known) return known;
    const value = makeValue(dtype, shape, { kind: 'constant', data });
    this.constants.set(key, value);
    return value;
  }

  /** Numbers that JS made: a constant, or the one number of which all of it is copies (zeros, ones). */
  data(data: ElementData, shape: Shape, dtype: Dtype): Value {
    const [first] = data;
    if (data.length <= internedElements || first === undefined || Object.is(first, -0)) {
      return this.constant(data, shape, dtype);
    }
    for (const value of data) if (value !== first) return this.constant(data, shape, dtype);
    return this.expand(this.constant(data.slice(0, 1), [], dtype), shape);
  }

  /** A 1-D int64 constant: shapes, axes, pads, starts. */
  ints(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length], 'int64');
  }

  scalar(value: number, dtype: Dtype = 'float32'): Value {
    if (dtype === 'int64') return this.constant(BigInt64Array.of(BigInt(value)), [], dtype);
    if (dtype === 'int32') return this.constant(Int32Array.of(value), [], dtype);
    if (dtype === 'float32') return this.constant(Float32Array.of(value), [], dtype);
    return this.constant(Uint8Array.of(value), [], dtype);
  }

  unary(op: string, x: Value, attributes: Readonly<Record<string, Attribute>> = {}): Value {
    return this.one(op, [x], attributes, x.dtype, x.shape);
  }

  unaryWithFloat(op: string, x: Value, floats: Readonly<Record<string, number>>): Value {
    return this.unary(op, x, Object.fromEntries(Object.entries(floats).map(([name, value]) => [name, float(value)])));
  }

  /** Questions about one operand: IsNaN, IsInf, Not. */
  predicate(op: string, x: Value): Value {
    return this.one(op, [x], {}, 'bool', x.shape);
  }

  binary(op: string, a: Value, b: Value): Value {
    const shape = broadcastShape(a.shape, b.shape);
    if (sameShape(shape, a.shape)) {
      if ((op === 'Mul' || op === 'Div') && isFilledWith(b, 1)) return a;
      if ((op === 'Add' || op === 'Sub') && isFilledWith(b, 0)) return a;
    }
    if (sameShape(shape, b.shape)) {
      if (op === 'Mul' && isFilledWith(a, 1)) return b;
      if (op === 'Add' && isFilledWith(a, 0)) return b;
    }
    // A filled tensor broadcasts as the scalar it was filled from.
    const [fillA, fillB] = [filledFrom(a), filledFrom(b)];
    if (fillA && fillB) return this.expand(this.one(op, [fillA, fillB], {}, a.dtype, []), shape);
    const left = sameShape(shape, b.shape) ? (fillA ?? a) : a;
    const right = sameShape(shape, a.shape) ? (fillB ?? b) : b;
    return this.one(op, [left, right], {}, a.dtype, shape);
  }

  /** Equal, Greater, GreaterOrEqual, Less, LessOrEqual, And, Or, Xor. */
  compare(op: string, a: Value, b: Value): Value {
    return this.one(op, [a, b], {}, 'bool', broadcastShape(a.shape, b.shape));
  }

  where(condition: Value, a: Value, b: Value): Value {
    const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
    return this.one('Where', [condition, a, b], {}, a.dtype, shape);
  }

  clip(x: Value, low: number, high: number): Value {
    return this.one('Clip', [x, this.scalar(low, x.dtype), this.scalar(high, x.dtype)], {}, x.dtype, x.shape);
  }

  cast(x: Value, dtype: Dtype): Value {
    if (x.dtype === dtype) return x;
    return this.one('Cast', [x], { to: int(onnxDtypeCode[dtype]) }, dtype, x.shape);
  }

  reshape(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    if (sizeOf(x.shape) !== sizeOf(shape)) throw new Error(`cannot reshape [${x.shape}] to [${shape}]`);
    if (x.source.kind === 'constant') return this.constant(x.source.data, shape, x.dtype);
    const fill = filledFrom(x);
    if (fill) return this.expand(fill, shape);
    const behind = nodeOf(x);
    const from = behind?.op === 'Reshape' ? (behind.inputs[0] as Value) : x;
    if (sameShape(from.shape, shape)) return from;
    // allowzero: a 0 in the shape is an empty dimension, not "as it was".
    const attributes: Readonly<Record<string, Attribute>> = shape.includes(0) ? { allowzero: int(1) } : {};
    return this.one('Reshape', [from, this.ints(shape)], attributes, x.dtype, shape);
  }

  /** Output dimension i is input dimension perm[i]. */
  transpose(x: Value, perm: readonly number[]): Value {
    if (perm.every((from, to) => from === to)) return x;
    const shape = perm.map((axis) => dim(x.shape, axis));
    // Moving dimensions of size one moves no data.
    const moved = perm.filter((axis) => x.shape[axis] !== 1);
    if (moved.every((axis, i) => i === 0 || axis > (moved[i - 1] as number))) return this.reshape(x, shape);
    const behind = nodeOf(x);
    if (behind?.op === 'Transpose') {
      const inner = (behind.attributes.perm as { value: readonly number[] }).value;
      return this.transpose(
        behind.inputs[0] as Value,
        perm.map((axis) => inner[axis] as number),
      );
    }
    return this.one('Transpose', [x], { perm: ints(perm) }, x.dtype, shape);
  }

  expand(x: Value, shape: Shape): Value {
    if (sameShape(x.shape, shape)) return x;
    return this.one('Expand', [x, this.ints(shape)], {}, x.dtype, shape);
  }

  concat(values: readonly Value[], axis: number): Value {
    const [first] = values;
    if (!first) throw new Error('concat needs a value');
    if (values.length === 1) return first;
    const shape = first.shape.map((size, i) =>
      i === axis ? values.reduce((sum, value) => sum + dim(value.shape, axis), 0) : size,
    );
    return this.one('Concat', values, { axis: int(axis) }, first.dtype, shape);
  }

  split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
    if (sizes.length === 1) return [x];
    const results = sizes.map((size) => ({
      dtype: x.dtype,
      shape: x.shape.map((old, i) => (i === axis ? size : old)),
    }));
    return this.node('Split', [x, this.ints(sizes)], { axis: int(axis) }, results);
  }

  /** Rows starts[i], starts[i] + steps[i], ... below ends[i] of dimension i, for every dimension; steps are positive. */
  slice(x: Value, starts: readonly number[], ends: readonly number[], steps?: readonly number[]): Value {
    const stepOf = (i: number) => steps?.[i] ?? 1;
    const axes = x.shape.map((_, i) => i).filter((i) => starts[i] !== 0 || ends[i] !== x.shape[i] || stepOf(i) !== 1);
    if (axes.length === 0) return x;
    const shape = x.shape.map((_, i) =>
      Math.max(0, Math.ceil(((ends[i] as number) - (starts[i] as number)) / stepOf(i))),
    );
    const pick = (values: readonly number[]) => this.ints(axes.map((i) => values[i] as number));
    const inputs = [x, pick(starts), pick(ends), this.ints(axes)];
    if (axes.some((i) => stepOf(i) !== 1)) inputs.push(this.ints(axes.map(stepOf)));
    return this.one('Slice', inputs, {}, x.dtype, shape);
  }

  /** Dimension i in reverse order, for every i in `axes`. */
  reverse(x: Value, axes: readonly number[]): Value {
    if (axes.length === 0) return x;
    const each = (value: number) => this.ints(axes.map(() => value));
    // The end -size-1 is "before the first element" for a negative step.
    const ends = this.ints(axes.map((axis) => -dim(x.shape, axis) - 1));
    return this.one('Slice', [x, each(-1), ends, this.ints(axes), each(-1)], {}, x.dtype, x.shape);
  }

  /** `before` and `after` may be negative: then they crop. */
  pad(
    x: Value,
    before: readonly number[],
    after: readonly number[],
    value = 0,
    mode: 'constant' | 'reflect' | 'edge' = 'constant',
  ): Value {
    if ([...before, ...after].every((amount) => amount === 0)) return x;
    const shape = x.shape.map((size, i) => size + (before[i] ?? 0) + (after[i] ?? 0));
    const inputs = [x, this.ints([...before, ...after])];
    if (mode === 'constant' && value !== 0) inputs.push(this.scalar(value, x.dtype));
    return this.one('Pad', inputs, mode === 'constant' ? {} : { mode: text(mode) }, x.dtype, shape);
  }

  tile(x: Value, repeats: readonly number[]): Value {
    if (repeats.every((count) => count === 1)) return x;
    const shape = x.shape.map((size, i) => size * (repeats[i] as number));
    const fill = filledFrom(x);
    if (fill) return this.expand(fill, shape);
    return this.one('Tile', [x, this.ints(repeats)], {}, x.dtype, shape);
  }

  gather(x: Value, indices: Value, axis: number): Value {
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return this.one('Gather', [x, indices], { axis: int(axis) }, x.dtype, shape);
  }

  /** `indices` int64 [..., k] into the first k dimensions of x. */
  gatherNd(x: Value, indices: Value): Value {
    const depth = indices.shape.at(-1) ?? 0;
    const shape = [...indices.shape.slice(0, -1), ...x.shape.slice(depth)];
    return this.one('GatherND', [x, indices], {}, x.dtype, shape);
  }

  /** data with `updates` put, or added, at int64 `indices`. */
  scatterNd(data: Value, indices: Value, updates: Value, reduction: 'none' | 'add'): Value {
    return this.one('ScatterND', [data, indices, updates], { reduction: text(reduction) }, data.dtype, data.shape);
  }

  scatterElements(data: Value, indices: Value, updates: Value, axis: number, reduction: 'none' | 'add'): Value {
    const attributes = { axis: int(axis), reduction: text(reduction) };
    return this.one('ScatterElements', [data, indices, updates], attributes, data.dtype, data.shape);
  }

  matmul(a: Value, b: Value): Value {
    const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return this.one('MatMul', [a, b], {}, a.dtype, [
      ...batch,
      dim(a.shape, a.shape.length - 2),
      dim(b.shape, b.shape.length - 1),
    ]);
  }

  /** a · b (+ c) on matrices, each optionally transposed. */
  gemm(a: Value, b: Value, c: Value | undefined, transA: boolean, transB: boolean): Value {
    const shape = [dim(a.shape, transA ? 1 : 0), dim(b.shape, transB ? 0 : 1)];
    const attributes = { ...(transA && { transA: int(1) }), ...(transB && { transB: int(1) }) };
    return this.one('Gemm', c ? [a, b, c] : [a, b], attributes, a.dtype, shape);
  }

  /** x [N, C, ...], w [M, C / group, ...]. */
  conv(x: Value, w: Value, bias: Value | undefined, geometry: ConvolutionGeometry): Value {
    const { x: inner, pads } = cropBorders(this, x, geometry.pads);
    const spatial = w.shape.slice(2).map((kernel, i) => {
      const padded = dim(inner.shape, i + 2) + (pads[i] as number) + (pads[i + w.shape.length - 2] as number);
      const reach = (kernel - 1) * (geometry.dilations[i] as number) + 1;
      return Math.max(0, Math.floor((padded - reach) / (geometry.strides[i] as number)) + 1);
    });
    const shape = [dim(x.shape, 0), dim(w.shape, 0), ...spatial];
    if (sizeOf(shape) === 0) return this.expand(this.scalar(0, x.dtype), shape);
    const attributes = convolutionAttributes(w, { ...geometry, pads });
    return this.one('Conv', bias ? [inner, w, bias] : [inner, w], attributes, x.dtype, shape);
  }

  /** The transpose of `conv`: x [N, C, ...], w [C, M / group, ...], result [N, M, ...outputSpatial]. */
  convTranspose(x: Value, w: Value, outputSpatial: readonly number[], geometry: ConvolutionGeometry): Value {
    const rank = outputSpatial.length;
    if (geometry.pads.some((pad) => pad < 0)) {
      // Borders that no window saw get zeros.
      const cut = geometry.pads.map((pad) => Math.max(0, -pad));
      const inner = outputSpatial.map((size, i) => size - (cut[i] as number) - (cut[i + rank] as number));
      const pads = geometry.pads.map((pad) => Math.max(0, pad));
      const seen = this.convTranspose(x, w, inner, { ...geometry, pads });
      return this.pad(seen, [0, 0, ...cut.slice(0, rank)], [0, 0, ...cut.slice(rank)]);
    }
    const outputPadding = outputSpatial.map((wanted, i) => {
      const reach = (dim(w.shape, i + 2) - 1) * (geometry.dilations[i] as number) + 1;
      const pads = (geometry.pads[i] as number) + (geometry.pads[i + rank] as number);
      return wanted - ((dim(x.shape, i + 2) - 1) * (geometry.strides[i] as number) + reach - pads);
    });
    const shape = [dim(x.shape, 0), dim(w.shape, 1) * geometry.group, ...outputSpatial];
    const attributes = {
      ...convolutionAttributes(w, geometry),
      ...(outputPadding.some((amount) => amount !== 0) && { output_padding: ints(outputPadding) }),
    };
    return this.one('ConvTranspose', [x, w], attributes, x.dtype, shape);
  }

  maxPool(x: Value, geometry: PoolingGeometry, outputSpatial: readonly number[]): Value {
    const shape = [...x.shape.slice(0, 2), ...outputSpatial];
    const { x: inner, pads } = cropBorders(this, x, geometry.pads);
    return this.one('MaxPool', [inner], poolingAttributes({ ...geometry, pads }), x.dtype, shape);
  }

  /** Also the flat index of each maximum in x (int64). */
  maxPoolWithIndices(x: Value, geometry: PoolingGeometry, outputSpatial: readonly number[]): readonly [Value, Value] {
    const shape = [...x.shape.slice(0, 2), ...outputSpatial];
    const [pooled, indices] = this.node('MaxPool', [x], poolingAttributes(geometry), [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ]);
    return [pooled as Value, indices as Value];
  }

  /** Padding does not count in the average, unless asked to, as zeros. */
  averagePool(
    x: Value,
    geometry: PoolingGeometry,
    outputSpatial: readonly number[],
    { countPadding = false } = {},
  ): Value {
    const shape = [...x.shape.slice(0, 2), ...outputSpatial];
    const { x: inner, pads } = cropBorders(this, x, geometry.pads);
    const attributes = {
      ...poolingAttributes({ ...geometry, pads }),
      ...(countPadding && { count_include_pad: int(1) }),
    };
    return this.one('AveragePool', [inner], attributes, x.dtype, shape);
  }

  /** Reduces `axes` of x; without `keepDims` they disappear. */
  reduce(op: Reduction, x: Value, axes: readonly number[], keepDims: boolean): Value {
    if (axes.length === 0) return x;
    // Over batch and space of channels-first images ONNX Runtime is three times as fast in two steps.
    const inner = axes.filter((axis) => axis > 1);
    const splits = op === 'ReduceSum' || op === 'ReduceMean';
    if (
      splits &&
      x.dtype === 'float32' &&
      axes.includes(0) &&
      !axes.includes(1) &&
      inner.length > 0 &&
      inner.length === x.shape.length - 2
    ) {
      return this.reduce(op, this.reduce(op, x, inner, keepDims), [0], keepDims);
    }
    const shape = keepDims
      ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size))
      : x.shape.filter((_, i) => !axes.includes(i));
    if (op === 'ReduceSum' && isFilledWith(x, 0)) return this.expand(this.scalar(0, x.dtype), shape);
    return this.one(op, [x, this.ints(axes)], { keepdims: int(keepDims ? 1 : 0) }, x.dtype, shape);
  }

  /** Index of the first extreme along `axis`, which disappears. */
  argExtreme(op: 'ArgMax' | 'ArgMin', x: Value, axis: number): Value {
    const shape = x.shape.filter((_, i) => i !== axis);
    return this.cast(this.one(op, [x], { axis: int(axis), keepdims: int(0) }, 'int64', shape), 'int32');
  }

  softmax(op: 'Softmax' | 'LogSoftmax', x: Value): Value {
    return this.unary(op, x, { axis: int(x.shape.length - 1) });
  }

  cumulativeSum(x: Value, axis: number, exclusive: boolean, reverse: boolean): Value {
    const attributes = { exclusive: int(exclusive ? 1 : 0), reverse: int(reverse ? 1 : 0) };
    return this.one('CumSum', [x, this.scalar(axis, 'int64')], attributes, x.dtype, x.shape);
  }

  topK(x: Value, k: number, sorted: boolean): readonly [values: Value, indices: Value] {
    const shape = [...x.shape.slice(0, -1), k];
    const attributes = { axis: int(x.shape.length - 1), largest: int(1), sorted: int(sorted ? 1 : 0) };
    const [values, indices] = this.node('TopK', [x, this.ints([k])], attributes, [
      { dtype: x.dtype, shape },
      { dtype: 'int64', shape },
    ]);
    return [values as Value, this.cast(indices as Value, 'int32')];
  }

  /** [N, C, H·b, W·b] -> [N, b·b·C, H, W]; the offset within a block is the slower part of the new channel index. */
  spaceToDepth(x: Value, block: number): Value {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    return this.one('SpaceToDepth', [x], { blocksize: int(block) }, x.dtype, [
      n,
      c * block * block,
      h / block,
      w / block,
    ]);
  }

  /** The inverse of `spaceToDepth`. */
  depthToSpace(x: Value, block: number): Value {
    const [n, c, h, w] = x.shape as [number, number, number, number];
    return this.one('DepthToSpace', [x], { blocksize: int(block) }, x.dtype, [
      n,
      c / (block * block),
      h * block,
      w * block,
    ]);
  }
}

/** TensorProto.DataType. */
export const onnxDtypeCode = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const satisfies Record<
  Dtype,
  number
>;

function convolutionAttributes(w: Value, { strides, pads, dilations, group }: ConvolutionGeometry) {
  return {
    kernel_shape: ints(w.shape.slice(2)),
    strides: ints(strides),
    pads: ints(pads),
    ...(dilations.some((dilation) => dilation !== 1) && { dilations: ints(dilations) }),
    ...(group !== 1 && { group: int(group) }),
  };
}

function poolingAttributes({ kernel, strides, pads, dilations }: PoolingGeometry) {
  return {
    kernel_shape: ints(kernel),
    strides: ints(strides),
    pads: ints(pads),
    ...(dilations.some((dilation) => dilation !== 1) && { dilations: ints(dilations) }),
  };
}

const nodeOf = (value: Value): Node | undefined => (value.source.kind === 'node' ? value.source.node : undefined);

/** The scalar that an Expand repeats. */
export function filledFrom(value: Value): Value | undefined {
  const node = nodeOf(value);
  const from = node?.op === 'Expand' ? node.inputs[0] : undefined;
  return from?.shape.length === 0 ? from : undefined;
}

/** Whether every element is the program constant `number`. */
function isFilledWith(value: Value, number: number): boolean {
  const { source } = filledFrom(value) ?? value;
  return source.kind === 'constant' && source.data.length === 1 && Number(source.data[0]) === number;
}
