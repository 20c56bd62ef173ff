import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { startPostgresql } from '../helpers/start-postgresql.js';
import { parseRows, runUntimed, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

/** What ends without warning, after so many events of the study since the last time. */
interface Kill {
  readonly what: 'conductor' | 'worker';
  readonly events: number;
}

/** A trial has eight events. */
function drawKills(count: number, seed: number): readonly Kill[] {
  const random = randomStream(seed, 0, 'kills');
  return Array.from({ length: count }, () => ({
    what: random.below(3) === 0 ? 'conductor' : 'worker',
    events: 1 + random.below(16),
  }));
}

/** Each process of the study says its number when it loads the study file: the conductor first, then its worker. */
async function studyWithProcesses(folder: string, trials: number) {
  const processes = join(folder, 'processes.txt');
  await writeFile(processes, '');
  const study: StudySource = {
    before: `(await import('node:fs')).appendFileSync(${JSON.stringify(processes)}, process.pid + '\\n');`,
    trials: String(trials),
    sampler: `{ name: 'tpe', startup: 6 }`,
    reproducible: 'true',
  };
  return { file: await writeStudy(folder, study), processes };
}

/** False where it is dead already, as a worker is whose successor is still being started. */
function killProcess(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

const newestProcess = async (file: string) => Number((await readFile(file, 'utf8')).trim().split('\n').at(-1));

const common = ['--engine', 'cpu', '--retries', '1000'];

/** Runs the study and kills what `kills` says, resuming it after each death of the conductor, until it has all its trials. */
async function runKilled(folder: string, trials: number, kills: readonly Kill[], args: readonly string[] = []) {
  const { file, processes } = await studyWithProcesses(folder, trials);
  const left = [...kills];
  for (;;) {
    const command = startCli(['tune', file, ...common, '--resume', '--json', ...args], folder);
    let events = 0;
    let died = false;
    for await (const line of command) {
      const { type, trial } = JSON.parse(String(line));
      if (died) continue;
      if (type === 'benchmark-started') command.kill('SIGINT');
      if (trial === undefined || ++events < (left[0]?.events ?? Number.POSITIVE_INFINITY)) continue;
      if (left[0]?.what === 'conductor') died = command.kill('SIGKILL');
      else if (!killProcess(await newestProcess(processes))) continue;
      events = 0;
      left.shift();
    }
    const { exitCode, stderr } = await command;
    if (!died) return { exitCode, stderr, killsLeft: left.length };
  }
}

/** What may differ between two runs of the same study. */
const measured = /seconds|latency|throughput|cold_start|memory/;

async function readRanking(folder: string) {
  const rows = parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8'));
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !measured.test(name))));
}

async function readStored(storage: string) {
  const store = await openStore(storage, 'read');
  try {
    const [study = expect.fail()] = await store.listStudies();
    return await store.readTrials(study.id);
  } finally {
    await store.close();
  }
}

async function undisturbed(trials: number) {
  const folder = await temporaryFolder();
  const { file } = await studyWithProcesses(folder, trials);
  await runUntimed(['tune', file, ...common], folder);
  return readRanking(folder);
}

async function expectWhole(storage: string, trials: number) {
  const stored = await readStored(storage);
  const complete = stored.filter(({ state }) => state === 'COMPLETE');
  const numbers = complete.map(({ systemAttributes }) => Number(systemAttributes['ortune:trial']));
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: trials }, (_, number) => number));
  for (const { state, systemAttributes } of stored) {
    if (state === 'COMPLETE') continue;
    expect({ state, reason: systemAttributes['ortune:reason'] }).toEqual({
      state: 'FAIL',
      reason: expect.stringMatching(/ended without a word|worker was killed \(SIGKILL\)/),
    });
  }
  return stored;
}

const patient = { timeout: 600_000 };

describe('ortune tune, killed again and again', patient, () => {
  it('ends with all its trials, none lost, none twice, ranked as if nothing had happened', async () => {
    const folder = await temporaryFolder();
    const kills = drawKills(32, 1);
    const [ended, ranking] = await Promise.all([runKilled(folder, 30, kills), undisturbed(30)]);
    expect(ended).toEqual({ exitCode: 3, stderr: '', killsLeft: 0 });
    expect(ranking).toHaveLength(30);
    expect(await readRanking(folder)).toEqual(ranking);
    const stored = await expectWhole(join(folder, 'reports', 'small', 'study.db'), 30);
    // Not every kill hits a trial: some come between two of them.
    expect(stored.length).toBeGreaterThan(45);
  });

  it('does so with PostgreSQL', async () => {
    const server = await startPostgresql();
    try {
      const storage = await server.createDatabase('killed');
      const folder = await temporaryFolder();
      const ended = await runKilled(folder, 8, drawKills(8, 2), ['--storage', storage]);
      expect(ended).toEqual({ exitCode: 3, stderr: '', killsLeft: 0 });
      expect(await readRanking(folder)).toEqual(await undisturbed(8));
      await expectWhole(storage, 8);
    } finally {
      await server.stop();
    }
  });
});
