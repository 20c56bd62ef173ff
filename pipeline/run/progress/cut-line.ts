/** A line that fits a terminal of so many columns; what was cut off its end shows as an ellipsis. */
export function cutLine(line: string, columns: number): string {
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line;
}
