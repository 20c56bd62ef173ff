import { describe, expect, it } from 'vitest';
import { describeDifferences } from '../../../pipeline/run/record/describe-differences.js';
import { type RunFacts, settingDifferences, studySettings } from '../../../pipeline/run/record/study-settings.js';
import { parseJson } from '../../../pipeline/store/parse-json.js';
import { renderJson } from '../../../pipeline/store/render-json.js';
import type { StudyDefinition } from '../../../pipeline/study/define-study.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { float } from '../../../pipeline/study/space.js';
import { validStudy } from '../../study/study-fixture.js';

const facts: RunFacts = { engine: 'onnx', dataHash: 'abc' };
const settingsOf = (changes: Partial<StudyDefinition> = {}, given: Partial<RunFacts> = {}) =>
  studySettings(parseStudy({ ...validStudy, ...changes }), { ...facts, ...given });

const differences = (changes: Partial<StudyDefinition>, given: Partial<RunFacts> = {}) =>
  describeDifferences(settingDifferences(settingsOf(), settingsOf(changes, given)));

describe('the settings of a study', () => {
  it('are the same for the same study, also after they were stored', () => {
    expect(differences({})).toBe('');
    expect(settingDifferences(parseJson(renderJson(settingsOf())), settingsOf())).toEqual([]);
  });

  it.each<[string, Partial<StudyDefinition>]>([
    ['trials', { trials: 99 }],
    ['workers', { workers: 3 }],
    ['stopWhen', { stopWhen: { noImprovement: 3 } }],
    ['retries', { retries: 5 }],
    ['limits', { limits: { trialSeconds: 5 } }],
    ['callbacks', { callbacks: { onTrialEnd: () => undefined } }],
  ])('do not hold what may change: %s', (_, changes) => {
    expect(differences(changes)).toBe('');
  });

  it('tell each difference with both values', () => {
    const space = { ...validStudy.space, learningRate: float(1e-4, 0.2, { scale: 'log' }) };
    expect(
      differences({ space, seed: 5, sampler: 'tpe' }, { engine: 'cpu', executionProviders: ['webgpu'] }).split('\n'),
    ).toEqual(
      expect.arrayContaining([
        '`space.learningRate.high` was 0.1, is 0.2',
        '`seed` was 0, is 5',
        '`engine` was "onnx", is "cpu"',
        '`executionProviders` was absent, is ["webgpu"]',
        '`sampler.name` was "random", is "tpe"',
      ]),
    );
    expect(differences({}, { dataHash: 'abd' })).toBe('`data` was "abc", is "abd"');
    const session = { intraOpNumThreads: 4, interOpNumThreads: 1 };
    expect(differences({ benchmark: { seconds: 5, session } }).split('\n')).toEqual([
      '`benchmark.seconds` was 1.5, is 5',
      '`benchmark.session.intraOpNumThreads` was 1, is 4',
    ]);
    expect(differences({ where: () => true })).toBe('`where` was null, is "() => true"');
  });

  it('show of a long text the place where it differs', () => {
    const [before, after] = [`${'a'.repeat(200)}1${'b'.repeat(200)}`, `${'a'.repeat(200)}2${'b'.repeat(200)}`];
    const text = describeDifferences([{ path: 'model', was: before, is: after }]);
    expect(text).toMatch(/^`model` was \.\.\.a+1b+\.\.\., is \.\.\.a+2b+\.\.\.$/);
    expect(text.length).toBeLessThan(160);
  });
});
