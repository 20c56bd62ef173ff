import { createHash } from 'node:crypto';
import { hashData } from '../load/hash-data.js';
import { ortuneVersion } from '../version.js';
import type { SearchRequest } from './search-architecture.js';

/** What decides the course of a search, as a short text: searches of the same fingerprint have the same epochs. */
export function searchFingerprint({ engine, data, options, seed, latency }: SearchRequest): string {
  const parts = [ortuneVersion, engine.name, options.given, hashData(data), seed, latency?.size];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
