import { curveColumn, curveMetrics } from './curve-column.js';
import { listNames } from './nearest-name.js';
import { settingProblem } from './setting-problem.js';
import type { Study } from './study.js';
import { type MetricName, metrics } from './trial.js';
import { whereProblem } from './where-problem.js';

type Options = Omit<Study, 'trials'>;

/** What makes a study impossible although each of its options is right by itself; one line each, the option first. */
export function studyProblems(study: Options): readonly string[] {
  return [
    ...whereProblems(study),
    ...samplerProblems(study),
    ...prunerProblems(study),
    ...enqueueProblems(study),
    ...warmStartProblems(study),
    ...reproducibleProblems(study),
  ];
}

function* whereProblems({ space, allows }: Options): Generator<string> {
  const problem = allows && whereProblem(space, allows);
  if (problem !== undefined) yield problem;
}

function* samplerProblems({ sampler, space, allows }: Options): Generator<string> {
  const problem = sampler.problem(space, { allows });
  if (problem !== undefined) yield `\`sampler\`: ${problem}`;
}

function* prunerProblems({ pruner, objectives }: Options): Generator<string> {
  if (pruner.name === 'none' || objectives.some(({ metric }) => curveColumn(metric))) return;
  yield `\`pruner\`: \`${pruner.name}\` has nothing to judge by: none of the objectives is known while a trial trains; add one of ${listNames(curveMetrics)}, or leave the pruner out`;
}

function* enqueueProblems({ enqueue, space, allows }: Options): Generator<string> {
  for (const [index, setting] of enqueue.entries()) {
    const problem = settingProblem(space, setting, allows);
    if (problem !== undefined) yield `\`enqueue[${index}]\`: ${problem}`;
  }
}

function* warmStartProblems({ warmStart, objectives }: Options): Generator<string> {
  if (!Array.isArray(warmStart)) return;
  for (const [index, { values }] of warmStart.entries()) {
    if (values.length === objectives.length) continue;
    yield `\`warmStart[${index}].values\`: must hold one number for each of the ${objectives.length} objectives, got ${values.length}`;
  }
}

const isTiming = (metric: MetricName) => metrics[metric].from === 'benchmark' || metric === 'train.seconds';

function* reproducibleProblems({ reproducible, objectives, constraints }: Options): Generator<string> {
  if (!reproducible) return;
  for (const [option, entries] of Object.entries({ objectives, constraints })) {
    for (const [index, { metric }] of entries.entries()) {
      if (!isTiming(metric)) continue;
      yield `\`${option}[${index}]\`: \`${metric}\` is never the same twice, so the study cannot be reproducible; leave it out, or \`reproducible\``;
    }
  }
}
