/**
 * A weight that multiplies inputs, as its layer shapes and uses it:
 * - `full`: a dense kernel [inputs, outputs] or a convolution's [...window, inputs, outputs], every output of all inputs;
 * - `depthwise`: [height, width, channels, multiplier], an output of one channel alone;
 * - `gates`: a recurrent cell's [inputs, gates * units], so many dense kernels side by side.
 */
export interface Kernel {
  readonly shape: readonly number[];
  readonly use: KernelUse;
}

export type KernelUse = 'full' | 'depthwise' | { readonly gates: number };

/**
 * The matrices [rows, columns] a kernel consists of, each of which maps the `rows` numbers an output is made of to
 * `columns` outputs.
 */
export interface Matrices {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

export function matricesOf({ shape, use }: Kernel): Matrices {
  const window = product(shape.slice(0, -2));
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  if (use === 'depthwise') return { count: inputs, rows: window, columns: outputs };
  if (use === 'full') return { count: 1, rows: window * inputs, columns: outputs };
  return { count: use.gates, rows: inputs, columns: outputs / use.gates };
}

/**
 * How many numbers an output is a sum of, and how many outputs an input goes into (Glorot and Bengio 2010; He et al.
 * 2015, eq. 7 and 11, for convolutions of stride 1). tfjs-layers counts all channels of a depthwise kernel, and all gates
 * of a recurrent one, which makes their weights too small.
 */
export function fansOf(kernel: Kernel): { readonly fanIn: number; readonly fanOut: number } {
  const { rows, columns } = matricesOf(kernel);
  const window = typeof kernel.use === 'string' ? product(kernel.shape.slice(0, -2)) : 1;
  return { fanIn: rows, fanOut: window * columns };
}

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
