import { type BenchedFile, type BenchOptions, type BenchResult, benchFiles } from '../../benchmark/bench-files.js';
import { measureDefaults } from '../../benchmark/measure-options.js';
import type { Percentile } from '../../benchmark/percentiles.js';
import { readInputs } from '../../benchmark/read-inputs.js';
import { readSessionOptions } from '../../benchmark/read-session-options.js';
import { renderBenchTable } from '../../benchmark/render-bench-table.js';
import { renderProfileTable } from '../../benchmark/render-profile-table.js';
import type { SessionOptions } from '../../benchmark/timed-session.js';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import type { Scenario } from './bench-command.js';
import { interruptSignal } from './interrupt-signal.js';
import { renderBenchCsv } from './render-bench-csv.js';

/** As the command line has them. */
export interface BenchCommandOptions {
  readonly seconds?: number;
  readonly percentile?: Percentile;
  readonly width?: number;
  readonly scenario?: readonly Scenario[];
  readonly rateBound?: number;
  readonly batchSizes?: readonly number[];
  readonly dim?: Readonly<Record<string, number>>;
  readonly inputs?: string;
  readonly seed?: number;
  readonly session?: string;
  readonly threads?: number;
  readonly interOpThreads?: number;
  readonly graphOptimization?: SessionOptions['graphOptimizationLevel'];
  readonly executionMode?: SessionOptions['executionMode'];
  /** False with `--no-arena`. */
  readonly arena: boolean;
  readonly memoryPattern: boolean;
  readonly provider?: readonly string[];
  readonly profile?: boolean;
  readonly csv?: string;
  readonly chart?: string;
  readonly json?: boolean;
}

/** `ortune bench`: measures .onnx files side by side. Those that cannot be measured are named, the others still are. */
export async function bench(files: readonly string[], options: BenchCommandOptions): Promise<ExitCode> {
  const settings = await measureOptions(options);
  const interrupt = interruptSignal(() => undefined);
  try {
    const result = await benchFiles(files, { ...settings, signal: interrupt.signal });
    const failed = result.candidates.flatMap((candidate) => ('error' in candidate ? [candidate] : []));
    const measured = result.candidates.filter((candidate) => !('error' in candidate));
    if (options.json) process.stdout.write(`${JSON.stringify(plainResult(result, options.profile ?? false))}\n`);
    else if (measured.length > 0) process.stdout.write(renderTables({ ...result, candidates: measured }, options));
    await writeFiles(result, options);
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    for (const { error } of failed) process.stderr.write(`ortune: ${error.message}\n`);
    return failed.length > 0 ? exitCodes.failed : exitCodes.done;
  } finally {
    interrupt.dispose();
  }
}

async function measureOptions(options: BenchCommandOptions): Promise<BenchOptions> {
  const { seconds, percentile, width, seed, scenario = ['offline'], rateBound, batchSizes, inputs } = options;
  const asksServer = scenario.includes('server');
  if (asksServer && rateBound === undefined) {
    throw new UsageError(
      '--scenario server needs --rate-bound, the milliseconds within which a request is to be answered',
    );
  }
  if (width !== undefined && width < 0) throw new UsageError(`--width must not be negative, got ${width}`);
  if (!asksServer && rateBound !== undefined) throw new UsageError('--rate-bound goes with --scenario server');
  return {
    seconds,
    percentile,
    width,
    seed,
    dims: options.dim,
    batchSizes: scenario.includes('offline') ? batchSizes : [],
    session: await sessionOptions(options),
    ...(rateBound !== undefined && { server: { percentile: percentile ?? 'p99', bound: rateBound, seconds } }),
    ...(inputs !== undefined && { given: await readInputs(inputs) }),
  };
}

/** What the file says, where there is one; the options of the command line above it. */
async function sessionOptions(options: BenchCommandOptions): Promise<SessionOptions> {
  const { session, threads, interOpThreads, graphOptimization, executionMode, arena, memoryPattern, provider } =
    options;
  return {
    ...(session === undefined ? measureDefaults.session : await readSessionOptions(session)),
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    ...(interOpThreads !== undefined && { interOpNumThreads: interOpThreads }),
    ...(graphOptimization && { graphOptimizationLevel: graphOptimization }),
    ...(executionMode && { executionMode }),
    ...(!arena && { enableCpuMemArena: false }),
    ...(!memoryPattern && { enableMemPattern: false }),
    ...(provider && { executionProviders: provider }),
  };
}

function renderTables(result: BenchResult, { profile }: BenchCommandOptions): string {
  const profiles = profile ? result.candidates.map(profileOf) : [];
  return [renderBenchTable(result), ...profiles.filter((text) => text !== '')].join('\n');
}

function profileOf(file: BenchedFile): string {
  if ('error' in file || !file.inspection || 'problem' in file.inspection) return '';
  return renderProfileTable(file.label, file.inspection.profile);
}

/** Nodes take many lines, and only `--profile` asks for them. */
function plainResult(result: BenchResult, withProfile: boolean) {
  const candidates = result.candidates.map((file) => {
    if ('error' in file) return { file: file.file, label: file.label, error: file.error.message };
    if (withProfile || !file.inspection || 'problem' in file.inspection) return file;
    const { profile, ...inspection } = file.inspection;
    return { ...file, inspection };
  });
  return { ...result, candidates };
}

async function writeFiles(result: BenchResult, { csv, chart }: BenchCommandOptions): Promise<void> {
  if (csv !== undefined) await writeFileOrExplain(csv, await renderBenchCsv(result));
  if (chart === undefined) return;
  // ECharts takes half a second to load.
  const picture = (await import('./render-bench-chart.js')).renderBenchChart(result);
  if (picture !== undefined) await writeFileOrExplain(chart, picture);
}
