import { sep } from 'node:path';

/** Names for files in tables and charts: as many of the last parts of their paths as tell them apart, mostly one. */
export function modelLabels(files: readonly string[]): ReadonlyMap<string, string> {
  const different = [...new Set(files)];
  const parts = different.map((file) => file.split(sep));
  const longest = Math.max(1, ...parts.map(({ length }) => length));
  const labelsOf = (count: number) => parts.map((path) => path.slice(-count).join(sep));
  let labels = labelsOf(1);
  for (let count = 2; count <= longest && new Set(labels).size < different.length; count++) labels = labelsOf(count);
  return new Map(different.map((file, i) => [file, labels[i] ?? file]));
}
