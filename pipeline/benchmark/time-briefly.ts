import { OrtuneError } from '../errors.js';
import { measureCandidates } from './measure-candidates.js';
import type { MeasureOptions } from './measure-options.js';
import type { Measurement } from './measurement.js';

/**
 * A first look at a model for pre-flight: one fresh process, a quarter of a second, no throughput. There is a p90 for
 * models up to about 4 ms; give more `seconds` for slower ones. Other work on the machine shows in the result: near a
 * constraint's bound leave the verdict to the full measurement.
 * @throws ModelFileError when the model cannot be measured; OrtuneError when interrupted
 */
export async function timeBriefly(
  file: string,
  options: Pick<MeasureOptions, 'seconds' | 'session' | 'dims' | 'seed' | 'timeoutSeconds' | 'signal'> = {},
): Promise<Measurement> {
  const [result] = await measureCandidates([{ file }], { seconds: 0.25, ...options, rounds: 1, batchSizes: [] });
  if (!result || 'error' in result) throw result?.error ?? new OrtuneError(`\`${file}\` was not measured`);
  return result.measurement;
}
