import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import type { DisplayName } from '../../../pipeline/run/progress/choose-display.js';
import { openSearchRenderer } from '../../../pipeline/run/progress/open-search-renderer.js';
import { renderSearchEpoch, renderSearchProgress } from '../../../pipeline/run/progress/render-search-epoch.js';
import type { ResolvedSearch } from '../../../pipeline/search-architecture/resolve-search.js';
import type { SearchEpoch, SearchProgress } from '../../../pipeline/search-architecture/search-epoch.js';

const stages = [{ cells: 3, operators: 2, epochs: 14, warmUpEpochs: 10, skipDropout: 0 }];
const options = { stages } as unknown as ResolvedSearch;

const epoch: SearchEpoch = {
  stage: 1,
  epoch: 2,
  trainLoss: 1.25,
  trainAccuracy: 0.5,
  temperature: 4,
  candidates: {
    normal: [
      ['separable3x3', 'skip'],
      ['separable3x3', 'skip'],
      ['separable3x3', 'skip'],
    ],
    reduction: [['maxPool3x3', 'zero']],
  },
  alphas: {
    normal: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
    reduction: [[0, 0]],
  },
  seconds: 10.4,
};

it('has one line while weights are trained alone: no operator leads', () => {
  expect(renderSearchEpoch(epoch, options, false)).toBe(
    'stage 1/1 (3 cells), epoch 2/14  loss 1.250, accuracy 50.0 %  weights only  entropy 0.693  10.4 s',
  );
  expect(JSON.parse(renderSearchEpoch(epoch, options, true))).toMatchObject({ leading: { normal: {}, reduction: {} } });
});

it('tells of how many edges an operator is the most probable, edges that are undecided left out', () => {
  const alphas = {
    normal: [
      [1, 0],
      [0, 1],
      [0, 3],
    ],
    reduction: [[0, 0]],
  };
  const competing = { ...epoch, epoch: 11, architectureLoss: 1.5, latency: 0.0625, alphas };
  expect(renderSearchEpoch(competing, options, false).split('\n')).toEqual([
    expect.stringMatching(/architecture loss 1\.500 {2}0\.063 ms expected {2}entropy 0\.\d{3} {2}10\.4 s$/),
    '  leading  normal: skip 2, separable3x3 1',
  ]);
  expect(JSON.parse(renderSearchEpoch(competing, options, true))).toMatchObject({
    leading: { normal: { skip: 2, separable3x3: 1 }, reduction: {} },
  });
});

const progress: SearchProgress = {
  stage: 1,
  epoch: 2,
  step: 25,
  steps: 100,
  trainLoss: 1.25,
  trainAccuracy: 0.5,
  seconds: 40,
};

it('tells how far an epoch is, what it has come to, and how long it will take in proportion', () => {
  expect(renderSearchProgress(progress, options)).toBe(
    'stage 1/1 (3 cells), epoch 2/14, step 25/100  40.0 s, about 2:00 left  loss 1.250, accuracy 50.0 %  weights only',
  );
});

it('redraws one line in a terminal while an epoch runs, which all else takes the place of; elsewhere there are the ends of epochs alone', () => {
  const shown = (display: DisplayName) => {
    const stream = () => Object.assign(new PassThrough({ encoding: 'utf8' }), { columns: 60, rows: 20, isTTY: true });
    const [stdout, stderr] = [stream(), stream()];
    const renderer = openSearchRenderer(display, options, { stdout, stderr } as unknown as NodeJS.Process);
    const said = () => String(stdout.read() ?? '');
    renderer.step(progress);
    const during = said();
    renderer.say('interrupted');
    const aside = said();
    renderer.epoch(epoch);
    renderer.close();
    return { during, aside, after: said(), errors: stderr.read() };
  };
  const line = renderSearchEpoch(epoch, options, false);
  const eraseLine = '\u001b[2K';
  const live = shown('live');
  expect(live.during).toContain('stage 1/1 (3 cells), epoch 2/14, step 25/100  40.0 s, about…');
  expect(live.aside).toContain(eraseLine);
  expect(live.after).toContain(`${line}\n`);
  const elsewhere = { during: '', aside: '', errors: 'interrupted\n' };
  expect(shown('plain')).toEqual({ ...elsewhere, after: `${line}\n` });
  expect(shown('json')).toEqual({ ...elsewhere, after: `${renderSearchEpoch(epoch, options, true)}\n` });
  expect(shown('quiet')).toEqual({ ...elsewhere, after: '' });
});
