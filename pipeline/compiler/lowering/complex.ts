import type { CastAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import {
  aligned,
  type ComplexOperand,
  inStandardOrder,
  isComplex,
  type Operand,
  operand,
  tensorShape,
} from './operand.js';
import { type Attributes, input, type Row } from './row.js';
import { shapeRows } from './shape.js';

/** How a kernel that complex64 tensors take part in becomes ONNX nodes: the parts are operands of their own. */
export interface ComplexRow {
  readonly onnx: readonly string[];
  lower(
    g: GraphBuilder,
    inputs: Readonly<Record<string, Operand | ComplexOperand>>,
    attributes: Attributes,
  ): Operand | ComplexOperand | readonly ComplexOperand[];
}

type Part = keyof ComplexOperand;

/** A real number is a complex one without an imaginary part. */
function asComplex(g: GraphBuilder, x: Operand | ComplexOperand): ComplexOperand {
  if (isComplex(x)) return x;
  const real = operand(g.cast(x.value, 'float32'), x.order);
  return { real, imag: operand(g.expand(g.scalar(0), tensorShape(x))) };
}

const complexInput = (
  g: GraphBuilder,
  inputs: Readonly<Record<string, Operand | ComplexOperand>>,
  name: string,
): ComplexOperand => asComplex(g, input(inputs, name));

/** A kernel that moves numbers about, or adds them, does so with each part. */
function partwise(row: Row): ComplexRow {
  return {
    onnx: row.onnx,
    lower(g, inputs, attributes) {
      const parts = Object.entries(inputs).map(([name, x]): [string, ComplexOperand] => [name, asComplex(g, x)]);
      const lowered = (part: Part) =>
        row.lower(g, Object.fromEntries(parts.map(([name, x]) => [name, x[part]])), attributes);
      const [real, imag] = [lowered('real'), lowered('imag')];
      if (!Array.isArray(real)) return { real: real as Operand, imag: imag as Operand };
      return real.map((item: Operand, i) => ({ real: item, imag: (imag as readonly Operand[])[i] as Operand }));
    },
  };
}

function combined(op: 'Add' | 'Sub'): ComplexRow {
  return {
    onnx: [op],
    lower(g, inputs) {
      const [a, b] = [complexInput(g, inputs, 'a'), complexInput(g, inputs, 'b')];
      const part = (name: Part) => {
        const { values, order } = aligned(g, [a[name], b[name]]);
        return operand(g.binary(op, values[0] as Value, values[1] as Value), order);
      };
      return { real: part('real'), imag: part('imag') };
    },
  };
}

/** (a + bi)(c + di) = ac - bd + (ad + bc)i */
const product: ComplexRow = {
  onnx: ['Mul', 'Sub', 'Add'],
  lower(g, inputs) {
    const [x, y] = [complexInput(g, inputs, 'a'), complexInput(g, inputs, 'b')];
    const { values, order } = aligned(g, [x.real, x.imag, y.real, y.imag]);
    const [a, b, c, d] = values as [Value, Value, Value, Value];
    const real = g.binary('Sub', g.binary('Mul', a, c), g.binary('Mul', b, d));
    const imag = g.binary('Add', g.binary('Mul', a, d), g.binary('Mul', b, c));
    return { real: operand(real, order), imag: operand(imag, order) };
  },
};

/** sqrt(re² + im²) through the larger part, so that squares neither overflow nor vanish. */
const magnitude: ComplexRow = {
  onnx: ['Abs', 'Max', 'Min', 'Div', 'Mul', 'Sqrt'],
  lower(g, inputs) {
    const x = complexInput(g, inputs, 'x');
    const { values, order } = aligned(g, [x.real, x.imag]);
    const [a, b] = values.map((value) => g.unary('Abs', value)) as [Value, Value];
    const larger = g.binary('Max', a, b);
    const smaller = g.binary('Min', a, b);
    // 0 / 0 where both are 0: any divisor but 0 gives the right answer, which is 0.
    const divisor = g.where(g.compare('Equal', larger, g.scalar(0)), g.scalar(1), larger);
    const ratio = g.binary('Div', smaller, divisor);
    const root = g.unary('Sqrt', g.binary('Add', g.binary('Mul', ratio, ratio), g.scalar(1)));
    return operand(g.binary('Mul', larger, root), order);
  },
};

/** The discrete Fourier transform of the last dimension. */
function fourier(inverse: boolean): ComplexRow {
  return {
    onnx: ['Concat', 'DFT', 'Split'],
    lower(g, inputs) {
      const x = complexInput(g, inputs, 'input');
      const shape = tensorShape(x.real);
      const length = shape.at(-1) ?? 1;
      const rows = [sizeOf(shape) / length, length, 1];
      const pairs = g.concat(
        [x.real, x.imag].map((part) => g.reshape(inStandardOrder(g, part), rows)),
        2,
      );
      const attributes = {
        axis: { type: 'int', value: 1 },
        inverse: { type: 'int', value: inverse ? 1 : 0 },
      } as const;
      const [transformed] = g.node('DFT', [pairs], attributes, [{ dtype: 'float32', shape: pairs.shape }]);
      const [real, imag] = g.split(transformed as Value, 2, [1, 1]).map((part) => operand(g.reshape(part, shape)));
      return { real: real as Operand, imag: imag as Operand };
    },
  };
}

/** Part `name` filled with `value`, the other with 0. */
const filledLike = (value: number): ComplexRow => ({
  onnx: ['Expand'],
  lower(g, inputs) {
    const shape = tensorShape(complexInput(g, inputs, 'x').real);
    return { real: operand(g.expand(g.scalar(value), shape)), imag: operand(g.expand(g.scalar(0), shape)) };
  },
});

const { Concat, ExpandDims, Pack, PadV2, Reshape, Reverse, Slice, SplitV, StridedSlice, Tile, Transpose, Unpack } =
  shapeRows;

/** Rows used when an input is complex64, or the output. */
export const complexRows = {
  Add: combined('Add'),
  Cast: {
    onnx: ['Cast'],
    lower(g, inputs, attributes) {
      const { dtype } = attributes as Pick<CastAttrs, 'dtype'>;
      const x = complexInput(g, inputs, 'x');
      if (dtype === 'complex64') return x;
      if (dtype === 'string') throw new Error('a complex64 tensor cannot be cast to string');
      // As in tfjs, the imaginary part is dropped.
      return operand(g.cast(x.real.value, dtype), x.real.order);
    },
  },
  Complex: {
    onnx: [],
    lower: (_, inputs) => ({ real: input(inputs, 'real') as Operand, imag: input(inputs, 'imag') as Operand }),
  },
  ComplexAbs: magnitude,
  Concat: partwise(Concat),
  ExpandDims: partwise(ExpandDims),
  FFT: fourier(false),
  IFFT: fourier(true),
  Imag: { onnx: [], lower: (g, inputs) => complexInput(g, inputs, 'input').imag },
  Multiply: product,
  OnesLike: filledLike(1),
  Pack: partwise(Pack),
  PadV2: partwise(PadV2),
  Real: { onnx: [], lower: (g, inputs) => complexInput(g, inputs, 'input').real },
  Reshape: partwise(Reshape),
  Reverse: partwise(Reverse),
  Slice: partwise(Slice),
  SplitV: partwise(SplitV),
  StridedSlice: partwise(StridedSlice),
  Sub: combined('Sub'),
  Tile: partwise(Tile),
  Transpose: partwise(Transpose),
  Unpack: partwise(Unpack),
  ZerosLike: filledLike(0),
} as const satisfies Record<string, ComplexRow>;

/** Kernels that only make sense on complex64 tensors: they have no row in the table of real ones. */
export const complexOnly = ['Complex', 'ComplexAbs', 'FFT', 'IFFT', 'Imag', 'Real'] as const;
