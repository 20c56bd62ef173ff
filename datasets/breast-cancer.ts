import type { Dataset } from '../pipeline/load/data.js';
import type { SplitOptions } from './options.js';
import { shippedTable } from './shipped-table.js';

/**
 * Breast Cancer Wisconsin, diagnostic (UCI 1995): 569 tumours, 30 measurements, 2 diagnoses. Defaults 343 / 113 / 113.
 * Ships with ortune.
 * @throws UsageError for a wrong option; `load` throws DatasetError.
 */
export function breastCancer(options: SplitOptions = {}): Dataset {
  return shippedTable('breast-cancer', 'diagnosis', options);
}
