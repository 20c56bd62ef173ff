import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { DatasetError, UsageError } from '../../errors.js';
import { parseNumpy } from './parse-numpy.js';
import { type Samples, sampleCount } from './samples.js';
import { studySamples } from './study-samples.js';

/**
 * Calibration samples from a file: `.npy`, `.npz` (its array `x`, `input` or its only one), or a study file, of whose
 * training split some are drawn.
 * @param most at most so many samples are taken: the first of an array
 */
export async function loadSamples(path: string, most: number): Promise<Samples> {
  const extension = extname(path).toLowerCase();
  if (['.ts', '.mts', '.js', '.mjs'].includes(extension)) return studySamples(path, most);
  if (extension !== '.npy' && extension !== '.npz') {
    throw new UsageError(`\`${path}\` gives no calibration samples: it must be a .npy, a .npz or a study file`);
  }
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new DatasetError(`cannot read \`${path}\`: ${cause.message}`, { cause });
  });
  const samples = parseNumpy(bytes, basename(path), ['x', 'input']);
  const count = sampleCount(samples);
  const kept = Math.min(count, most);
  return { ...samples, x: samples.x.subarray(0, (samples.x.length / count) * kept) };
}
