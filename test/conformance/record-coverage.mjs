/**
 * Which groups of specs prove which kernel, for docs/kernels.md.
 * @param {string} path
 * @param {{ counts: Record<string, number>, coverage: Map<string, Map<string, number>> }} found
 * @param {(path: string, text: string) => void} write
 */
export function recordCoverage(path, { counts, coverage }, write) {
  const byName = ([a], [b]) => (a < b ? -1 : 1);
  const kernels = Object.fromEntries(
    [...coverage].sort(byName).map(([kernel, groups]) => [kernel, Object.fromEntries([...groups].sort(byName))]),
  );
  write(path, `${JSON.stringify({ ...counts, kernels }, null, 1)}\n`);
}
