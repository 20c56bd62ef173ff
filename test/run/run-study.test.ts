import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyEvent } from '../../pipeline/run/events.js';
import { type RunOptions, runStudy } from '../../pipeline/run/run-study.js';
import { loadStudyFile } from '../../pipeline/study/load-study-file.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';

// The conductor and its workers as TypeScript source; test/cli runs them compiled.

let options: Omit<RunOptions, 'folder' | 'onEvent'>;

beforeAll(async () => {
  const studyFile = join(await mkdtemp(join(tmpdir(), 'ortune-run-')), 'conductor.study.ts');
  await writeFile(
    studyFile,
    `import { choice, defineStudy, maximize, mlp, wine } from 'ortune';
    export default defineStudy({
      name: 'conductor',
      dataset: wine(),
      space: { rate: choice([0.01, 1e30]) },
      model: (hp, task) => mlp({
        ...task,
        hiddenUnits: 4,
        layers: 1,
        initializer: hp.rate > 1 ? { name: 'randomNormal', sigma: 1000 } : 'heNormal',
      }),
      training: (hp) => ({
        epochs: 2,
        batchSize: 64,
        optimizer: { name: 'sgd', learningRate: hp.rate },
        initialisationCheck: true,
      }),
      objectives: [maximize('validation.accuracy')],
      sampler: 'grid',
      workers: 1,
      benchmark: {
        seconds: 2,
        width: 0,
        session: { intraOpNumThreads: 2, graphOptimizationLevel: 'disabled' },
      },
    });`,
  );
  options = { study: await loadStudyFile(studyFile), studyFile, overrides: {}, engine: 'cpu', recording: {} };
});

/** Trial 0 begins well, the other one with weights of a thousand. */
async function expectInitialisation(folder: string, ranking: readonly TrialRecord[]) {
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
  const lastCells = (await read('ranking.csv')).map((row) => row.split(',').at(-1));
  expect(lastCells).toEqual(['initialisation', 'healthy', 'exploding (dense_1)']);
  const [, ...rows] = await read('initialisation.csv');
  expect(rows.map((row) => row.split(',').filter((_, i) => i < 3 || i === 8))).toEqual([
    ['0', 'dense_1', 'relu', 'healthy'],
    ['0', 'dense_2', 'linear', 'healthy'],
    ['1', 'dense_1', 'relu', 'exploding'],
    ['1', 'dense_2', 'linear', 'exploding'],
  ]);
  const { trials } = JSON.parse((await read('study.json')).join('\n'));
  expect(trials.map(({ initialisation }: TrialRecord) => initialisation)).toEqual(
    ranking.map(({ initialisation }) => initialisation),
  );
  // Standardised columns times weights of 1,000: about 1,000 times the root of 13, and relu takes some of it.
  const std = ranking[1]?.initialisation?.[0]?.std ?? 0;
  expect(std / (1000 * Math.sqrt(13))).toBeGreaterThan(0.3);
  expect(std / (1000 * Math.sqrt(13))).toBeLessThan(1.2);
}

const readJson = async (folder: string, name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

const newFolder = () => mkdtemp(join(tmpdir(), 'ortune-report-'));

describe('runStudy', () => {
  it('tells each step of every trial in order, and ends with the ranking', async () => {
    const folder = await newFolder();
    const events: StudyEvent[] = [];
    const outcome = await runStudy({ ...options, folder, onEvent: (event) => events.push(event) });

    const ofTrial = (number: number) =>
      events.flatMap((event) => {
        if (event.type === 'trial-finished') return event.trial.number === number ? [event.trial.state] : [];
        if (!('trial' in event) || event.trial !== number) return [];
        return [event.type === 'phase' ? event.phase : event.type];
      });
    const beginning = ['trial-started', 'preparing', 'training', 'initialisation'];
    // Three rounds a second.
    const benchmark = Array(6).fill('benchmark-progress');
    expect(ofTrial(0)).toEqual([...beginning, 'epoch', 'epoch', 'exporting', 'COMPLETE', ...benchmark]);
    expect(ofTrial(1)).toEqual([...beginning, 'FAIL']);
    expect(events[0]).toMatchObject({ type: 'study-started', study: 'conductor', trials: 2, workers: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'study-finished', reason: 'complete', report: folder });

    expect(outcome.ranking.map(({ number }) => number)).toEqual([0, 1]);
    expect(outcome.best).toMatchObject({ number: 0, epochs: 2, curve: [{ epoch: 1 }, { epoch: 2 }] });
    expect(outcome.best?.metrics['latency.p50']).toBeGreaterThan(0);
    expect(outcome.ranking[1]).toMatchObject({ state: 'FAIL', diagnosis: 'diverged' });
    expect(await readdir(join(folder, 'trials'))).toEqual(['0']);
    await expectInitialisation(folder, outcome.ranking);

    const { benchmark: recorded } = await readJson(folder, 'study.json');
    const session = { intraOpNumThreads: 2, graphOptimizationLevel: 'disabled' };
    expect(recorded).toEqual({ seconds: 2, width: 0, batchSizes: [1, 8, 64], session });
    // Without optimisation the activation is a node of its own: it is FusedGemm otherwise.
    const { profile } = await readJson(folder, 'analysis.json');
    expect(profile.nodes.map(({ operator }: { operator: string }) => operator)).toContain('Relu');
  });

  it('ends at once when it was interrupted before it began', async () => {
    const folder = await newFolder();
    const outcome = await runStudy({ ...options, folder, interrupt: AbortSignal.abort(), onEvent: () => undefined });
    expect(outcome).toEqual({ reason: 'interrupted', ranking: [] });
    expect(await readdir(folder)).toEqual([]);
  });
});
