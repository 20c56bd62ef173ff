/** One spec in this many belongs to the fast part. */
const oneIn = 6;

/** FNV-1a (Fowler, Noll and Vo), 32 bits: the same part on every machine, spread over all groups of specs. */
function hash(text) {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

/**
 * Whether a spec is in the part that runs with every `npm test`.
 * @param {string} name
 */
export const isFastSpec = (name) => hash(name) % oneIn === 0;
