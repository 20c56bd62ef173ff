import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { openEngine } from '../pipeline/compiler/open-engine.js';
import { bundleChildren } from './training/bundle-children.js';
import { engineTitles, findEngines, ortuneEngine } from './training/engines.js';
import { type Cell, measureCells } from './training/measure-cells.js';
import { networks } from './training/networks.js';
import { parseOptions } from './training/options.js';
import { profileStep } from './training/profile-step.js';
import { renderLosses, renderMemory } from './training/render-agreement.js';
import { renderTrainingCsv, renderVersions } from './training/render-csv.js';
import { renderFloors, renderNodes, renderOperators } from './training/render-profile.js';
import { renderThroughput } from './training/render-throughput.js';
import { resultRows } from './training/result-rows.js';
import { leastShareOfProcessor } from './training/summarize-cell.js';
import { writeFixture } from './training/write-fixture.js';

/** Training throughput of ortune beside its peers: `npm run bench`, `npm run bench:training`; `--help` lists the options. */
const checkedSteps = 50;

const options = parseOptions(process.argv.slice(2));
const repository = fileURLToPath(new URL('..', import.meta.url));
const children = await bundleChildren(repository);
const { engines, missing } = findEngines(options, children, repository);
const chosen = engines.filter(({ name }) => options.engines.includes(name));
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), 'ortune-bench-'));
try {
  await (await openEngine('cpu')).activate();
  const cells: Cell[] = [];
  const profiles = [];
  for (const network of options.networks) {
    const fixture = join(folder, network);
    writeFixture(network, fixture, checkedSteps);
    cells.push(...(await measureCells(network, fixture, { ...options, engines: chosen, onRepetition: tell })));
    for (const threads of options.threads) {
      const profile = await profileStep(ortuneEngine(children.ortune), fixture, threads, fixture);
      profiles.push({ title: networks[network].title, threads, profile });
    }
    rmSync(fixture, { recursive: true });
    // After every network, so that an interrupted bench keeps what it measured.
    await saveCsv(cells);
  }

  const rows = resultRows(cells);
  print(
    `${machine.cpu}, ${machine.processors} processors, ${machine.platform}, Node ${machine.node}`,
    ...versionLines(cells),
    ...missing,
  );
  print(
    `Training throughput, samples/s: median of ${options.repetitions} processes of ${options.seconds} s, engines in turn; ±: half of`,
    'largest - smallest, as a share of the median. Adam, softmax cross-entropy, float32. (n 1): one step on part of a batch.',
    '',
    renderThroughput(rows, options.repetitions, 'samplesPerSecond'),
    ...failureLines(cells),
  );
  const share = leastShareOfProcessor(cells);
  // Throughput means little on a machine that does other work; single steps are short enough to be left alone.
  if (share < 0.9) {
    print(
      `Other programs ran meanwhile: a process had a processor for as little as ${(100 * share).toFixed(0)}% of its time.`,
      'Samples/s of the fastest step:',
      '',
      renderThroughput(rows, options.repetitions, 'fastestSamplesPerSecond'),
    );
  }
  print(`Loss of step ${checkedSteps}, from equal weights on equal batches`, '', renderLosses(rows));
  print('Peak resident memory of the process, MiB, and what compiling the step took', '', renderMemory(rows));
  print(
    "Where ortune's step goes (ONNX Runtime's profiler, mean of the fastest 10 of 40 steps): convolutions and matrix products, other nodes, between nodes",
    '',
    renderFloors(profiles),
  );
  if (options.nodes > 0) {
    for (const { title, threads, profile } of profiles) {
      print(
        `${title}, ${threads} thread${threads > 1 ? 's' : ''}: slowest nodes`,
        '',
        renderNodes(profile, options.nodes),
      );
      print(`${title}, ${threads} thread${threads > 1 ? 's' : ''}: by operator`, '', renderOperators(profile, 12));
    }
  }
  print(`Every measurement: ${options.out}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function saveCsv(measured: readonly Cell[]): Promise<void> {
  const { cpu, processors, platform, node } = machine;
  mkdirSync(dirname(resolve(options.out)), { recursive: true });
  writeFileSync(options.out, await renderTrainingCsv(measured, { cpu, processors, platform, node }));
}

function print(...lines: readonly string[]): void {
  console.log(`${lines.join('\n')}\n`);
}

function tell(network: string, threads: number, repetition: number): void {
  console.error(`${network}, threads ${threads}, repetition ${repetition + 1} of ${options.repetitions}`);
}

function versionLines(measured: readonly Cell[]): string[] {
  const versions = new Set(
    measured.flatMap(({ reports }) => reports.slice(0, 1).map((report) => renderVersions(report.versions))),
  );
  return [...versions];
}

/** Each reason once, with the networks it holds for. */
function failureLines(measured: readonly Cell[]): string[] {
  const failures = new Map<string, Set<string>>();
  for (const { engine, network, failure } of measured) {
    if (failure === undefined) continue;
    const reason = `${engineTitles[engine.name]} failed: ${failure}`;
    failures.set(reason, (failures.get(reason) ?? new Set()).add(network));
  }
  const lines = [...failures].map(([reason, where]) => `${reason} (${[...where].join(', ')})`);
  return lines.length > 0 ? ['', ...lines] : [];
}
