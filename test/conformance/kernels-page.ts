import { readFileSync } from 'node:fs';
import { complexRows } from '../../pipeline/compiler/lowering/complex.js';
import { loweringTable } from '../../pipeline/compiler/lowering/table.js';
import { unsupportedKernels } from '../../pipeline/compiler/lowering/unsupported.js';
import { type Coverage, type KnownFailure, renderKernelsPage } from './render-kernels-page.js';

export const kernelsPagePath = new URL('../../docs/kernels.md', import.meta.url);

const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** docs/kernels.md as it should be now. */
export const currentKernelsPage = (): string =>
  renderKernelsPage({
    rows: loweringTable,
    complexRows,
    javascript: unsupportedKernels,
    coverage: readJson('coverage.json') as Coverage,
    knownFailures: readJson('known-failures.json') as KnownFailure[],
  });
