import { StudyFileError } from '../errors.js';
import type { Task } from '../load/data.js';
import type { Study } from './study.js';

/** What a metric's name says about the kind of task it belongs to. */
const classificationOnly = /\.(accuracy|top1)$/;
const regressionOnly = /\.r2$/;

/**
 * The checks of a study that need its data: an accuracy asks for classes, R2 for numeric targets.
 * @throws StudyFileError with one line per mistake.
 */
export function checkAgainstTask(study: Study, task: Task): void {
  const problems: string[] = [];
  for (const [option, entries] of Object.entries({ objectives: study.objectives, constraints: study.constraints })) {
    entries.forEach(({ metric }, index) => {
      const remedy = counterpart(metric, task);
      if (remedy) problems.push(`\`${option}[${index}]\`: \`${metric}\` does not exist for ${task.kind}; ${remedy}`);
    });
  }
  if (task.kind === 'regression' && study.export.output === 'probabilities') {
    problems.push('`export.output`: a regression has no probabilities, got "probabilities"; leave the option out');
  }
  if (problems.length > 0) {
    const about = `data set \`${study.dataset.name}\` is a ${task.kind}`;
    throw new StudyFileError(problems.map((problem) => `${problem} (${about})`).join('\n'));
  }
}

function counterpart(metric: string, task: Task): string | undefined {
  if (task.kind === 'regression' && classificationOnly.test(metric)) {
    return metric === 'parity.top1' ? 'use `parity.maxAbs`' : `use \`${metric.replace('accuracy', 'r2')}\``;
  }
  if (task.kind === 'classification' && regressionOnly.test(metric))
    return `use \`${metric.replace('r2', 'accuracy')}\``;
  return undefined;
}
