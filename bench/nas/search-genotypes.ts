import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../pipeline/compiler/engine.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import type { CellNetworkSize } from '../../pipeline/search-architecture/latency/cell-shapes.js';
import { operatorLatencies } from '../../pipeline/search-architecture/latency/operator-latencies.js';
import { renderSearchCsv } from '../../pipeline/search-architecture/render-architecture-csv.js';
import type { ResolvedSearch } from '../../pipeline/search-architecture/resolve-search.js';
import { searchArchitecture } from '../../pipeline/search-architecture/search-architecture.js';
import { loadSearch, saveSearch } from '../../pipeline/search-architecture/search-checkpoint.js';
import { meanEntropy } from '../../pipeline/search-architecture/search-epoch.js';
import { searchFingerprint } from '../../pipeline/search-architecture/search-fingerprint.js';

export interface GenotypeSearch {
  readonly engine: Engine;
  readonly data: LoadedData;
  readonly options: ResolvedSearch;
  readonly seeds: number;
  /** Of the network that will be derived. */
  readonly size: CellNetworkSize;
  readonly latencies: { readonly cache: string; readonly seconds: number };
  /** Gets a genotype, a CSV of its epochs, and a row of `searches.csv` for each search. */
  readonly folder: string;
}

const header = 'name,seed,latency_weight,entropy_after_stages,expected_accuracy,derived_accuracy,seconds';

/** One search for each seed; those whose genotype is in the folder are done, and one that was ended goes on at its last epoch. */
export async function searchGenotypes(search: GenotypeSearch): Promise<void> {
  const { engine, data, options, seeds, size, latencies, folder } = search;
  const { latencyWeight, operators } = options;
  mkdirSync(folder, { recursive: true });
  for (let seed = 1; seed <= seeds; seed++) {
    const name = latencyWeight > 0 ? `searched-latency-${seed}` : `searched-${seed}`;
    const genotypeFile = join(folder, `${name}.json`);
    if (existsSync(genotypeFile)) continue;
    const latency = latencyWeight > 0 && { latency: { of: await operatorLatencies(size, operators, latencies), size } };
    const request = { engine, data, options, seed, ...latency };
    const checkpoint = join(folder, `${name}.checkpoint`);
    const resumeFrom = await loadSearch(checkpoint, searchFingerprint(request));
    const result = await searchArchitecture({
      ...request,
      ...(resumeFrom && { resumeFrom }),
      async onEpoch(_, take) {
        await saveSearch(checkpoint, await take());
        process.stderr.write('.');
      },
    });
    if (!result) throw new Error('a search without a signal was interrupted');
    const { genotype, epochs, accuracy } = result;
    const ends = epochs.filter(({ stage }, i) => epochs[i + 1]?.stage !== stage);
    const row = [
      name,
      seed,
      latencyWeight,
      ends.map(({ alphas }) => meanEntropy(alphas).toFixed(3)).join(' '),
      accuracy.expected.toFixed(4),
      accuracy.derived.toFixed(4),
      epochs.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(0),
    ].join();
    const table = join(folder, 'searches.csv');
    appendFileSync(table, existsSync(table) ? `${row}\n` : `${header}\n${row}\n`);
    writeFileSync(join(folder, `${name}.csv`), await renderSearchCsv(epochs));
    writeFileSync(genotypeFile, `${JSON.stringify(genotype, undefined, 2)}\n`);
    rmSync(checkpoint, { force: true });
  }
}
