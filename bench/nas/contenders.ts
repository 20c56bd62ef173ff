import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cellNet, nearestInSize, readGenotype } from '../../models/index.js';
import type { BaselineNetwork } from '../../pipeline/search-architecture/baseline-networks.js';
import type { NasRun } from './runs-csv.js';

/** A network of the common size. */
export interface Contender extends BaselineNetwork {
  readonly kind: NasRun['kind'];
}

/** Networks are brought to a number of weights, or have a number of channels. */
export type SearchedSize = { readonly cells: number } & (
  | { readonly parameters: number }
  | { readonly channels: number }
);

/** Every genotype in a folder of JSON files, by the name of its file. */
export function searchedContenders(folder: string, size: SearchedSize): readonly Contender[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const genotype = readGenotype(join(folder, file));
    return {
      kind: 'searched',
      name: basename(file, '.json'),
      build: (task) => {
        const withChannels = (channels: number) => cellNet({ ...task, genotype, cells: size.cells, channels });
        return 'channels' in size ? withChannels(size.channels) : nearestInSize(size.parameters, withChannels);
      },
    };
  });
}
