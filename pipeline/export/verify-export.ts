import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelFileError, OrtuneError, ParityError } from '../errors.js';
import type { SampleData, Task } from '../load/data.js';
import { measureParity, type Parity } from './measure-parity.js';

export interface VerifyInput {
  /** The exported file. */
  readonly onnx: Uint8Array;
  /** Samples as the file takes them (raw where the input transform is part of it), row-major [rows, ...inputShape]. */
  readonly x: SampleData;
  /** One sample's shape. */
  readonly inputShape: readonly number[];
  /** What the trained network gave for `x`, row-major [rows, columns]. */
  readonly reference: Float32Array;
  readonly kind: Task['kind'];
  /** For the message. */
  readonly trial?: number;
  /** Largest difference that passes, as a share of the largest reference output. */
  readonly tolerance?: number;
}

/** Single precision through a deep network loses a few digits of seven; a wrong operator loses nearly all. */
export const parityTolerance = 1e-4;

const largestBatch = 256;

/**
 * Proves an exported file equal to what was trained: runs it in ONNX Runtime on real samples, the first one alone and
 * the others in larger batches, so that a batch size that was baked in shows as well.
 * @throws ParityError when it differs: such a file is never shipped
 * @throws ModelFileError when ONNX Runtime cannot run the file
 * @throws OrtuneError when the samples are all alike and so cannot prove anything
 */
export async function verifyExport(input: VerifyInput): Promise<Parity> {
  const { onnx, x, inputShape, reference, kind, tolerance = parityTolerance } = input;
  const rows = x.length / inputShape.reduce((product, size) => product * size, 1);
  if (!Number.isInteger(rows)) throw new RangeError(`${x.length} values are no whole samples of [${inputShape}]`);
  if (isConstant(x)) {
    throw new OrtuneError(
      `${subject(input)}parity cannot be measured on ${x.length} values that are all ${x[0] ?? 'missing'}; give it real samples`,
    );
  }
  const candidate = await runFile(onnx, x, rows, inputShape, subject(input));
  if (candidate.length !== reference.length) {
    throw new ParityError(
      `${subject(input)}the exported file gives ${candidate.length / rows} outputs a sample, ` +
        `the trained network ${reference.length / rows}`,
    );
  }
  const parity = measureParity({ reference, candidate, rows, columns: reference.length / rows, kind });
  if (!(parity.maxRel <= tolerance)) throw new ParityError(describeMismatch(parity, input, tolerance));
  return parity;
}

const subject = ({ trial }: VerifyInput) => (trial === undefined ? '' : `trial ${trial}: `);

function describeMismatch({ maxAbs, maxRel, top1 }: Parity, input: VerifyInput, tolerance: number): string {
  const agreement = top1 === undefined ? '' : ` and the same top class for ${(100 * top1).toFixed(1)} % of the samples`;
  return (
    `${subject(input)}the exported file is not equal to the trained network: largest difference ` +
    `${maxAbs.toPrecision(3)} (${maxRel.toPrecision(3)} of the largest output, allowed ${tolerance})${agreement}; ` +
    'the file is not shipped'
  );
}

/** Also true of nothing at all, and of missing cells (NaN) only. */
const isConstant = (x: SampleData) => x.every((value: number) => value === x[0] || Number.isNaN(value));

async function runFile(
  onnx: Uint8Array,
  x: SampleData,
  rows: number,
  inputShape: readonly number[],
  who: string,
): Promise<Float32Array> {
  let session: InferenceSession | undefined;
  try {
    session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
    const rowLength = x.length / rows;
    const [input] = session.inputMetadata;
    const [outputName] = session.outputNames;
    if (!input?.isTensor || outputName === undefined) throw new Error('it must have an input tensor and an output');
    const values = samplesAs(input.type, x);
    const chunks: Float32Array[] = [];
    for (let start = 0; start < rows; ) {
      const size = start === 0 ? 1 : Math.min(largestBatch, rows - start);
      const batch = values.subarray(start * rowLength, (start + size) * rowLength);
      const feeds = { [input.name]: new Tensor(input.type, batch, [size, ...inputShape]) };
      const output = (await session.run(feeds, [outputName]))[outputName];
      if (!(output?.data instanceof Float32Array)) throw new Error(`output \`${outputName}\` must be float32`);
      chunks.push(output.data);
      start += size;
    }
    return concatenate(chunks);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(`${who}the exported file does not run in ONNX Runtime: ${problem}`, { cause });
  } finally {
    await session?.release();
  }
}

/** The samples in the element type of the file's input. */
function samplesAs(type: Tensor.Type, x: SampleData) {
  switch (type) {
    case 'float32':
      return new Float32Array(x);
    case 'uint8':
      return new Uint8Array(x);
    case 'int32':
      return new Int32Array(x);
    case 'int64':
      return BigInt64Array.from(x, (value) => BigInt(Math.trunc(value)));
    default:
      throw new Error(`its input is of type ${type}, which samples cannot be given in`);
  }
}

function concatenate(chunks: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
