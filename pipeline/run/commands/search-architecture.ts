import { rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EngineName } from '../../compiler/engine.js';
import { openEngine } from '../../compiler/open-engine.js';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import type { LoadedData } from '../../load/data.js';
import { networkInputShape } from '../../load/network-input-shape.js';
import { renderCellSvg } from '../../report/cells/render-cell-svg.js';
import { prepareReportFolder } from '../../report/prepare-report-folder.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { cellKinds } from '../../search-architecture/architecture-parameters.js';
import { operatorLatencies } from '../../search-architecture/latency/operator-latencies.js';
import {
  type ArchitectureSearch,
  parseArchitectureSearch,
} from '../../search-architecture/parse-architecture-search.js';
import { renderArchitectureCsv, renderSearchCsv } from '../../search-architecture/render-architecture-csv.js';
import { type ResolvedSearch, resolveSearch } from '../../search-architecture/resolve-search.js';
import { type SearchRequest, searchArchitecture } from '../../search-architecture/search-architecture.js';
import { loadSearch, saveSearch } from '../../search-architecture/search-checkpoint.js';
import type { SearchEpoch, SearchResult } from '../../search-architecture/search-epoch.js';
import { searchFingerprint } from '../../search-architecture/search-fingerprint.js';
import { loadDefinition } from '../../study/load-study-file.js';
import { chooseDisplay, type DisplayName, ownSurroundings } from '../progress/choose-display.js';
import { openSearchRenderer } from '../progress/open-search-renderer.js';
import { interruptSignal } from './interrupt-signal.js';
import { resumeCommand } from './resume-command.js';
import { tune } from './tune.js';

/** Written beside the report when a search has ended. */
const derivedStudyName = 'derived.study.mjs';

export interface SearchArchitectureOptions {
  readonly seed?: number;
  readonly engine: EngineName;
  readonly provider?: readonly string[];
  readonly out: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/**
 * `ortune search-architecture`: searches, writes what was found, and runs the study of the derived network and its baselines.
 * @throws OrtuneError
 */
export async function searchArchitectureOf(file: string, options: SearchArchitectureOptions): Promise<ExitCode> {
  if (options.resume && options.overwrite) {
    throw new UsageError('`--resume` and `--overwrite` exclude each other; give one of them');
  }
  // Before the file: what that creates in tfjs must belong to the engine.
  const engine = await openEngine(options.engine, { executionProviders: options.provider });
  await engine.activate();
  const search = await loadDefinition(file, parseArchitectureSearch);
  const folder = resolve(options.out, search.study.name);
  await prepareReportFolder(folder, search.study.name);
  const data = await search.study.dataset.load();
  const resolved = resolveSearch(search.definition.search, data.task);
  const seed = options.seed ?? search.study.seed;

  const checkpoint = await claimCheckpoint(folder, options);
  const latency = await latencyOf(search, resolved, data, { folder, ...options });
  const request = { engine, data, options: resolved, seed, ...latency };
  const display = chooseDisplay(options, ownSurroundings()).name;
  const result = await run(request, { checkpoint, folder, display });
  if (!result) {
    process.stdout.write(`interrupted; go on with: ${resumeCommand(process.argv.slice(2))}\n`);
    return exitCodes.interrupted;
  }
  await writeResult(folder, result, request);
  if (!options.quiet) process.stdout.write(`${describeResult(result, folder, options)}\n`);

  const studyFile = join(folder, derivedStudyName);
  // Only where its study was begun before: a study.db without it is of an earlier search.
  const resume = options.resume === true && (await exists(studyFile));
  await writeFileOrExplain(studyFile, derivedStudyFile(resolve(file), result));
  const code = await tune(studyFile, { ...options, seed, resume });
  if (code !== exitCodes.interrupted) await rm(checkpoint, { force: true });
  return code;
}

interface RunParts {
  readonly checkpoint: string;
  readonly folder: string;
  readonly display: DisplayName;
}

async function run(
  request: SearchRequest,
  { checkpoint, folder, display }: RunParts,
): Promise<SearchResult | undefined> {
  const { nodes } = request.options;
  const resumeFrom = await loadSearch(checkpoint, searchFingerprint(request));
  const epochs: SearchEpoch[] = [...(resumeFrom?.epochs ?? [])];
  const renderer = openSearchRenderer(display, request.options, process);
  const interrupt = interruptSignal(() => renderer.say('interrupted: the epoch is brought to its end'));
  try {
    return await searchArchitecture({
      ...request,
      ...(resumeFrom && { resumeFrom }),
      signal: interrupt.signal,
      onStep: renderer.step,
      async onEpoch(epoch, take) {
        epochs.push(epoch);
        await saveSearch(checkpoint, await take());
        await writeFileOrExplain(join(folder, 'architecture.csv'), await renderArchitectureCsv(epochs, nodes));
        await writeFileOrExplain(join(folder, 'architecture-search.csv'), await renderSearchCsv(epochs));
        renderer.epoch(epoch);
      },
    });
  } finally {
    renderer.close();
    interrupt.dispose();
  }
}

/** A search that was ended is neither lost nor gone on with by mistake. @throws UsageError */
async function claimCheckpoint(folder: string, { resume, overwrite }: SearchArchitectureOptions): Promise<string> {
  const path = join(folder, 'search.checkpoint');
  if (resume) return path;
  if (!overwrite && (await exists(path))) {
    throw new UsageError(
      `an architecture search of this name was interrupted (${path}): go on with --resume, or begin anew with --overwrite`,
    );
  }
  for (const old of [path, join(folder, derivedStudyName)]) await rm(old, { force: true });
  return path;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function latencyOf(
  { definition }: ArchitectureSearch,
  { latencyWeight, operators }: ResolvedSearch,
  data: LoadedData,
  { folder, json, quiet }: { readonly folder: string } & SearchArchitectureOptions,
): Promise<Pick<SearchRequest, 'latency'>> {
  if (latencyWeight === 0) return {};
  if (!json && !quiet) process.stdout.write('operators are timed, one after the other on the quiet machine\n');
  const [height = 1, width = 1] = networkInputShape(data);
  const size = { height, width, ...definition.network };
  return {
    latency: { of: await operatorLatencies(size, operators, { cache: join(folder, 'operator-latencies.json') }), size },
  };
}

async function writeResult(
  folder: string,
  { genotype, accuracy }: SearchResult,
  { options, seed }: SearchRequest,
): Promise<void> {
  const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
  await writeFileOrExplain(join(folder, 'genotype.json'), json(genotype));
  for (const kind of cellKinds) {
    await writeFileOrExplain(join(folder, `${kind}-cell.svg`), renderCellSvg(genotype, kind));
  }
  await writeFileOrExplain(
    join(folder, 'architecture-search.json'),
    json({ seed, accuracy, genotype, search: options.given }),
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

function describeResult(
  { genotype, accuracy }: SearchResult,
  folder: string,
  { json }: SearchArchitectureOptions,
): string {
  if (json) return JSON.stringify({ type: 'architecture', genotype, accuracy, file: join(folder, 'genotype.json') });
  return [
    `supernet on the validation rows: ${percent(accuracy.expected)} of drawn networks, ${percent(accuracy.derived)} of the derived one`,
    `derived architecture: ${join(folder, 'genotype.json')}`,
  ].join('\n');
}

/** An ordinary study file, which `ortune tune` runs as well. */
function derivedStudyFile(searchFile: string, { genotype }: SearchResult): string {
  return `/** Written by ortune search-architecture: the network that was derived, and what it is compared with. */
import { derivedStudy } from 'ortune';
import search from ${JSON.stringify(pathToFileURL(searchFile).href)};

export default derivedStudy(search, ${JSON.stringify(genotype, undefined, 2)});
`;
}
