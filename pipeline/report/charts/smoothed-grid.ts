/** Standard deviation of the kernel as a share of each axis; on an axis of few cells a cell does not blur into the next. */
const width = 0.06;

/** A cell is drawn where trials weigh at least as much as one two and a half standard deviations away. */
const leastWeight = Math.exp(-0.5 * 2.5 ** 2);

/**
 * The mean of scattered values near each cell of a grid, weighted with a normal kernel (Nadaraya 1964, Watson 1964).
 * @param points their places in cells
 * @returns `[column, row, mean]` of the cells that have a point near
 */
export function smoothedGrid(
  points: readonly { readonly x: number; readonly y: number; readonly value: number }[],
  columns: number,
  rows: number,
): readonly (readonly [number, number, number])[] {
  const [sx, sy] = [spread(columns), spread(rows)];
  const grid: (readonly [number, number, number])[] = [];
  for (let column = 0; column < columns; column++) {
    const near = points
      .map((point) => ({ ...point, weight: Math.exp(-0.5 * ((point.x - column) / sx) ** 2) }))
      .filter(({ weight }) => weight >= leastWeight / 10);
    for (let row = 0; row < rows; row++) {
      let [total, sum] = [0, 0];
      for (const { y, value, weight: across } of near) {
        const weight = across * Math.exp(-0.5 * ((y - row) / sy) ** 2);
        total += weight;
        sum += weight * value;
      }
      if (total >= leastWeight) grid.push([column, row, sum / total]);
    }
  }
  return grid;
}

const spread = (cells: number) => Math.max(0.3, width * (cells - 1));
