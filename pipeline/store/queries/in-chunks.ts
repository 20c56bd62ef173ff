/** Both databases limit the parameters of a statement (SQLite 32,766, PostgreSQL 65,535), here at most 20 for each entry. */
export const chunkSize = 1000;

export function* inChunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < list.length; start += chunkSize) yield list.slice(start, start + chunkSize);
}
