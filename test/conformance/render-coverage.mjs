/** Groups of specs named for a kernel. */
const namedGroups = 3;

/**
 * Which groups of specs prove which kernel, for docs/kernels.md: how many specs that pass call it, and the groups that
 * call it most.
 * @param {Record<string, number>} counts
 * @param {Map<string, Map<string, number>>} coverage kernel -> group -> passing specs that called it
 * @returns {string}
 */
export function renderCoverage(counts, coverage) {
  const kernels = [...coverage].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = kernels.map(([kernel, groups]) => {
    const specs = [...groups.values()].reduce((sum, count) => sum + count, 0);
    const most = [...groups].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, namedGroups);
    return [kernel, { specs, groups: most.map(([group]) => group) }];
  });
  const lines = entries.map(([kernel, entry]) => `    ${JSON.stringify(kernel)}: ${JSON.stringify(entry)}`);
  return `{\n  "counts": ${JSON.stringify(counts)},\n  "kernels": {\n${lines.join(',\n')}\n  }\n}\n`;
}
