import { describe, expect, it } from 'vitest';
import { StudyFileError, UsageError } from '../../pipeline/errors.js';
import { atMost, maximize, minimize } from '../../pipeline/study/objective.js';
import { overrideStudy } from '../../pipeline/study/override-study.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, int } from '../../pipeline/study/space.js';
import { validStudy } from './study-fixture.js';

const refused = (change: object, message: RegExp | string) => {
  expect(() => parseStudy({ ...validStudy, ...change })).toThrow(StudyFileError);
  expect(() => parseStudy({ ...validStudy, ...change })).toThrow(message);
};

describe('how a study goes about its search', () => {
  it('has defaults that leave everything to the sampler', () => {
    const study = parseStudy(validStudy);
    expect(study).toMatchObject({ enqueue: [], replicates: 1, stopWhen: {}, callbacks: {} });
    expect(study.pruner.name).toBe('none');
    expect([study.warmStart, study.reproducible]).toEqual([undefined, undefined]);
  });

  it('can be said in full', () => {
    const onTrialEnd = () => undefined;
    const study = parseStudy({
      ...validStudy,
      pruner: { name: 'asha', minResource: 2 },
      enqueue: [
        { units: 16, momentum: undefined },
        { optimizer: 'momentum', momentum: 0.7 },
      ],
      replicates: 2,
      warmStart: new URL('file:///reports/earlier'),
      stopWhen: { seconds: 60, noImprovement: 10, target: 0.99 },
      reproducible: true,
      callbacks: { onTrialEnd },
    });
    expect(study.pruner).toMatchObject({ name: 'asha', options: { minResource: 2 } });
    expect(study.enqueue).toEqual([{ units: 16 }, { optimizer: 'momentum', momentum: 0.7 }]);
    expect(study.stopWhen).toEqual({ seconds: 60, noImprovement: 10, target: 0.99 });
    expect(study.reproducible).toEqual({ generation: 4 });
    expect(study.callbacks.onTrialEnd).toBe(onTrialEnd);
    expect(parseStudy({ ...validStudy, reproducible: { generation: 8 } }).reproducible).toEqual({ generation: 8 });
    expect(parseStudy({ ...validStudy, reproducible: false }).reproducible).toBeUndefined();
  });

  it('counts replicates and what is enqueued into a whole grid', () => {
    const small = { ...validStudy, space: { units: int(1, 3), kind: choice(['a', 'b']) }, sampler: 'grid' };
    expect(parseStudy({ ...small, replicates: 2 }).trials).toBe(12);
    expect(parseStudy({ ...small, replicates: 2, enqueue: [{ units: 1 }] }).trials).toBe(14);
    expect(overrideStudy(parseStudy({ ...small, replicates: 2 }), { set: { kind: 'a' } }).trials).toBe(6);
  });

  it.each<[object, RegExp | string]>([
    [{ pruner: 'ashs' }, '`pruner`: unknown pruner "ashs"; did you mean `asha`?'],
    [{ pruner: { name: 'asha', minResource: 0 } }, /`pruner\.minResource`.*got 0/],
    [{ enqueue: { units: 8 } }, '`enqueue`: must be a list of settings'],
    [{ enqueue: [{ units: 9 }] }, '`enqueue[0]`: `units`: 9 is outside of the space; its values are 8, 16'],
    [{ enqueue: [{}, { unit: 8 }] }, '`enqueue[1]`: `unit`: unknown hyperparameter; did you mean `units`?'],
    [{ enqueue: [{ optimizer: 'adam', momentum: 0.7 }] }, '`enqueue[0]`: `momentum`: is inactive'],
    [{ replicates: 0 }, '`replicates`: must be at least 1 trial of each setting, got 0'],
    [{ warmStart: 5 }, '`warmStart`: must be the report of an earlier study, such as "reports/mnist", or a list'],
    [{ warmStart: '' }, '`warmStart`: must be the report'],
    [{ warmStart: [{ parameters: {}, value: 3 }] }, /`warmStart\[0\]`: unknown option `value`; did you mean `values`/],
    [{ warmStart: [{ parameters: {}, values: ['a'] }] }, '`warmStart[0].values[0]`: must be a finite number, got "a"'],
    [
      { warmStart: [{ parameters: {}, values: [1, 2] }] },
      '`warmStart[0].values`: must hold one number for each of the 1',
    ],
    [{ stopWhen: { noImprovment: 3 } }, '`stopWhen`: unknown option `noImprovment`; did you mean `noImprovement`?'],
    [{ stopWhen: { seconds: 0 } }, '`stopWhen.seconds`: must be greater than 0, got 0'],
    [{ stopWhen: { target: Number.NaN } }, '`stopWhen.target`: must be a finite number, got NaN'],
    [{ stopWhen: 100 }, '`stopWhen`: must be an object such as { noImprovement: 20 }, got 100'],
    [{ limits: { trialSecond: 3 } }, '`limits`: unknown option `trialSecond`; did you mean `trialSeconds`?'],
    [{ limits: { trialMemoryMb: 0 } }, '`limits.trialMemoryMb`: must be greater than 0, got 0'],
    [{ limits: 60 }, '`limits`: must be an object such as { trialSeconds: 600 }, got 60'],
    [{ reproducible: 'yes' }, '`reproducible`: must be true, false or { generation: 8 }, got "yes"'],
    [{ reproducible: { generation: 0 } }, /`reproducible.*`: must be/],
    [{ callbacks: { onTrialEnd: 'print' } }, '`callbacks.onTrialEnd`: must be a function, got "print"'],
    [{ callbacks: { onTrialEnds: () => {} } }, '`callbacks`: unknown option `onTrialEnds`; did you mean `onTrialEnd`?'],
  ])('refuses %j', refused);
});

describe('what does not go together', () => {
  it('is a pruner and objectives that are known at the end only', () => {
    const objectives = [minimize('latency.p90'), minimize('model.bytes')];
    refused({ objectives, pruner: 'asha' }, /`pruner`: `asha` has nothing to judge by: .* add one of `train\.loss`,/);
    expect(parseStudy({ ...validStudy, objectives, pruner: 'none' }).pruner.name).toBe('none');
    const mixed = [minimize('latency.p90'), minimize('validation.loss')];
    expect(parseStudy({ ...validStudy, objectives: mixed, pruner: 'asha' }).pruner.name).toBe('asha');
  });

  it('is reproducibility and timings', () => {
    const reproducible = true;
    const objectives = [maximize('validation.accuracy'), minimize('train.seconds')];
    refused({ reproducible, objectives }, '`objectives[1]`: `train.seconds` is never the same twice');
    refused({ reproducible, constraints: [atMost('latency.p90', 1)] }, '`constraints[0]`: `latency.p90` is never');
  });
});

describe('the command line', () => {
  const study = parseStudy({ ...validStudy, sampler: { name: 'tpe', startup: 3 }, stopWhen: { target: 0.9 } });

  it('takes another sampler and pruner with their defaults, and a time limit', () => {
    const changed = overrideStudy(study, { sampler: 'random', pruner: 'median', seconds: 9 });
    expect([changed.sampler.name, changed.pruner.name]).toEqual(['random', 'median']);
    expect(changed.stopWhen).toEqual({ target: 0.9, seconds: 9 });
    const kept = overrideStudy(study, {});
    expect([kept.sampler.options, kept.pruner.name, kept.stopWhen]).toMatchObject([
      { startup: 3 },
      'none',
      { target: 0.9 },
    ]);
  });

  it('is refused where the study becomes impossible', () => {
    const timed = parseStudy({ ...validStudy, objectives: [minimize('latency.p90')] });
    expect(() => overrideStudy(timed, { pruner: 'asha' })).toThrow(UsageError);
    const queued = parseStudy({ ...validStudy, enqueue: [{ units: 16 }] });
    expect(() => overrideStudy(queued, { set: { units: 8 } })).toThrow(
      '`enqueue[0]`: `units`: 16 is outside of the space; its values are 8',
    );
  });
});
