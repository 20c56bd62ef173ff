/** Decimal notation with an optional exponent: what CSV writers print. `0x10`, `1,000`, `inf` and `nan` are text. */
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number a cell holds, or undefined when it is text. */
export function parseNumber(cell: string): number | undefined {
  return decimal.test(cell) ? Number(cell) : undefined;
}
