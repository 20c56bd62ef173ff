import { DatasetError } from '../errors.js';

/** How many samples each split gets: a positive whole number, or a fraction between 0 and 1 (rounded down). */
export interface SplitRequest {
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
}

export interface SplitSizes {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** The samples there are: one part to cut all three from, or a test part of its own. */
export interface AvailableRows {
  readonly rows: number;
  readonly testRows?: number;
}

/** One fifth of a table for each of validation and test; one sixth of a training part, as 10,000 of MNIST's 60,000. */
const defaultFraction = { onePart: 1 / 5, ownTestPart: 1 / 6 };

/**
 * Turns a request into counts. What is not asked for: validation gets its default fraction, test the same (or the whole
 * test part), both at most what the others leave; train gets all the rest.
 * @throws DatasetError when more is asked for than there is, or a split would be empty.
 */
export function splitSizes(request: SplitRequest, available: AvailableRows, name: string): SplitSizes {
  const { rows, testRows } = available;
  const train = countOf(request.train, rows);
  const validation = countOf(request.validation, rows);
  const test = countOf(request.test, testRows ?? rows);
  const sizes =
    testRows === undefined
      ? complete({ train, validation, test }, rows, defaultFraction.onePart, name, 'data set')
      : {
          ...complete({ train, validation, test: 0 }, rows, defaultFraction.ownTestPart, name, 'training part'),
          test: test ?? testRows,
        };
  if (testRows !== undefined && sizes.test > testRows) {
    throw new DatasetError(
      `${name}: \`test\` asks for ${grouped(sizes.test)} samples, but the test part has ${grouped(testRows)}; ask for fewer`,
    );
  }
  return refuseEmpty(sizes, available, name);
}

type PartialSizes = { readonly [K in keyof SplitSizes]: number | undefined };

/** Fills in what is undefined; a `test` of 0 means that the part has no test samples to give. */
function complete(asked: PartialSizes, rows: number, fraction: number, name: string, part: string): SplitSizes {
  const given = Object.entries(asked).filter((entry): entry is [string, number] => Boolean(entry[1]));
  const total = given.reduce((sum, [, count]) => sum + count, 0);
  if (total > rows) {
    const list = given.map(([split, count]) => `\`${split}\` ${grouped(count)}`).join(' + ');
    throw new DatasetError(
      `${name}: ${list}${given.length > 1 ? ` = ${grouped(total)}` : ''} samples are asked for, ` +
        `but the ${part} has ${grouped(rows)}; ask for fewer`,
    );
  }
  const open = [asked.validation, asked.test].filter((count) => count === undefined).length;
  const share = open === 0 ? 0 : Math.min(Math.floor(rows * fraction), Math.floor((rows - total) / open));
  const validation = asked.validation ?? share;
  const test = asked.test ?? share;
  return { train: asked.train ?? rows - validation - test, validation, test };
}

function refuseEmpty(sizes: SplitSizes, available: AvailableRows, name: string): SplitSizes {
  for (const [split, count] of Object.entries(sizes)) {
    if (count > 0) continue;
    const rows = split === 'test' ? (available.testRows ?? available.rows) : available.rows;
    throw new DatasetError(
      `${name}: no samples would be left for \`${split}\` of the ${grouped(rows)} there are; set \`train\`, \`validation\` ` +
        'and `test` so that each gets at least one',
    );
  }
  return sizes;
}

/** The small term keeps 0.29 * 100 = 28.999999999999996 at 29. */
function countOf(request: number | undefined, rows: number): number | undefined {
  return request === undefined || request >= 1 ? request : Math.floor(request * rows + 1e-9);
}

const grouped = (n: number) => n.toLocaleString('en-US');
