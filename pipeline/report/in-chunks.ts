/** Characters of a chunk. */
const chunkLength = 1 << 18;

/** The same text in fewer, larger parts: each is one call of the system when it is written. */
export function* inChunks(parts: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const part of parts) {
    chunk += part;
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
