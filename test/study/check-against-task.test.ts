import { describe, expect, it } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import { checkAgainstTask } from '../../pipeline/study/check-against-task.js';
import { atLeast, maximize, minimize } from '../../pipeline/study/objective.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { validStudy } from './study-fixture.js';

const classes: Task = { kind: 'classification', inputShape: [4], classes: ['a', 'b'] };
const targets: Task = { kind: 'regression', inputShape: [4], targets: ['price'] };
const studyWith = (change: object) => parseStudy({ ...validStudy, ...change });

describe('a study and its data', () => {
  it('fit', () => {
    checkAgainstTask(studyWith({}), classes);
    checkAgainstTask(studyWith({ objectives: [maximize('validation.r2')] }), targets);
    checkAgainstTask(studyWith({ objectives: [minimize('validation.loss'), minimize('latency.p90')] }), targets);
    checkAgainstTask(studyWith({ export: { output: 'probabilities' } }), classes);
  });

  it.each([
    [{}, targets, '`objectives[0]`: `validation.accuracy` does not exist for regression; use `validation.r2`'],
    [
      { objectives: [maximize('train.r2')] },
      classes,
      '`train.r2` does not exist for classification; use `train.accuracy`',
    ],
    [
      { objectives: [minimize('validation.loss')], constraints: [atLeast('parity.top1', 1)] },
      targets,
      '`constraints[0]`: `parity.top1` does not exist for regression; use `parity.maxAbs`',
    ],
    [
      { objectives: [minimize('validation.loss')], export: { output: 'probabilities' } },
      targets,
      '`export.output`: a regression has no probabilities',
    ],
  ])('do not fit: %#', (change, task, message) => {
    expect(() => checkAgainstTask(studyWith(change), task)).toThrow(StudyFileError);
    expect(() => checkAgainstTask(studyWith(change), task)).toThrow(message);
  });
});
