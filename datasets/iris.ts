import type { Dataset } from '../pipeline/load/data.js';
import type { SplitOptions } from './options.js';
import { shippedTable } from './shipped-table.js';

/**
 * Fisher's irises (1936): 150 flowers, 4 measurements in cm, 3 species of 50. Defaults 90 / 30 / 30.
 * Ships with ortune.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function iris(options: SplitOptions = {}): Dataset {
  return shippedTable('iris', 'species', options);
}
