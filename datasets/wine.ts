import type { Dataset } from '../pipeline/load/data.js';
import type { SplitOptions } from './options.js';
import { shippedTable } from './shipped-table.js';

/**
 * Wine recognition (UCI 1992): 178 wines, 13 chemical measurements, 3 cultivars. Defaults 108 / 35 / 35.
 * Ships with ortune.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function wine(options: SplitOptions = {}): Dataset {
  return shippedTable('wine', 'cultivar', options);
}
