import { curveColumn, curveMetrics } from './curve-column.js';
import { listNames } from './nearest-name.js';
import type { Study } from './study.js';

/** What makes a study impossible although each of its options is right by itself; one line each, the option first. */
export function studyProblems(study: Pick<Study, 'space' | 'sampler' | 'pruner' | 'objectives'>): readonly string[] {
  const { space, sampler, pruner, objectives } = study;
  const samplerProblem = sampler.problem(space);
  return [
    ...(samplerProblem === undefined ? [] : [`\`sampler\`: ${samplerProblem}`]),
    ...(pruner.name === 'none' || objectives.some(({ metric }) => curveColumn(metric))
      ? []
      : [
          `\`pruner\`: \`${pruner.name}\` has nothing to judge by: none of the objectives is known while a trial trains; add one of ${listNames(curveMetrics)}, or leave the pruner out`,
        ]),
  ];
}
