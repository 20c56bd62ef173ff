import type { ObjectiveImportance } from '../rank/importance/study-importance.js';
import type { RankedTrial } from '../rank/rank-trials.js';
import type { WarmHistory } from '../search/warm-history.js';
import type { EndReason } from '../study/end-reason.js';
import { outlineOf } from '../study/outline-of.js';
import type { Study } from '../study/study.js';
import { adviceOn } from '../train/diagnosis/advice.js';
import type { Environment } from './environment.js';

/** A run of a study as the report tells it. */
export interface StudyRun {
  readonly study: Study;
  readonly engine: string;
  /** Worker processes that were used. */
  readonly workers: number;
  /** What the command line said: study file, time limit, `--set` and so on. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  readonly history?: WarmHistory;
  /** Absent while the study goes on. */
  readonly ended?: EndReason;
  /** Of the hyperparameters, at the end of a study that has enough trials for it. */
  readonly importance?: readonly ObjectiveImportance[];
}

/**
 * study.json: everything needed to repeat the study, with the parameters, the epochs and the outcome of each trial. In parts,
 * a line for each trial: a large study would not fit into one text.
 */
export function* renderStudyJson(run: StudyRun, ranked: readonly RankedTrial[]): Generator<string> {
  const { study } = run;
  const content = {
    format: 2,
    name: study.name,
    seed: study.seed,
    engine: run.engine,
    workers: run.workers,
    options: run.options,
    versions: run.environment.versions,
    machine: run.environment.machine,
    dataset: { name: study.dataset.name, options: study.dataset.options },
    space: study.space,
    objectives: study.objectives,
    constraints: study.constraints,
    sampler: {
      name: study.sampler.name,
      ...study.sampler.options,
      explanation: study.sampler.explain?.(study.space, outlineOf(study)),
    },
    pruner: { name: study.pruner.name, ...study.pruner.options },
    trialsRequested: study.trials,
    enqueue: study.enqueue,
    replicates: study.replicates,
    warmStart: run.history && {
      source: run.history.source,
      used: run.history.trials.length,
      skipped: run.history.skipped,
    },
    stopWhen: study.stopWhen,
    limits: study.limits,
    reproducible: study.reproducible ?? false,
    benchmark: study.benchmark,
    export: study.export,
    ended: run.ended,
    variants: ranked.filter(({ trial }) => trial.variant !== undefined).map(describeVariant),
  };
  yield `${JSON.stringify(content, keepUnusualValues, 2).slice(0, -'\n}'.length)},\n  "trials": [`;
  const trials = ranked.filter(({ trial }) => trial.variant === undefined);
  let separator = '';
  for (const entry of trials.sort((a, b) => a.trial.number - b.trial.number)) {
    yield `${separator}\n    ${renderTrial(describeTrial(entry))}`;
    separator = ',';
  }
  yield '\n  ]\n}\n';
}

function describeTrial({ rank, trial, feasible, paretoRank, reason }: RankedTrial) {
  const { number, state, parameters, epochs, metrics, diagnosis, warnings, initialisation, timing, curve } = trial;
  return {
    number,
    state,
    reason,
    rank,
    feasible,
    paretoRank,
    parameters,
    epochs,
    metrics,
    diagnosis,
    advice: adviceOn({ diagnosis, curve }),
    warnings,
    initialisation,
    timing,
    curve,
  };
}

function describeVariant({ rank, trial, feasible, paretoRank, reason }: RankedTrial) {
  const { number, variant, state, metrics, timing } = trial;
  return { trial: number, variant, state, reason, rank, feasible, paretoRank, metrics, timing };
}

/** Without a look at each value where that is not needed: of a large study there are millions. */
function renderTrial(trial: ReturnType<typeof describeTrial>): string {
  return isUsual(trial) ? JSON.stringify(trial) : JSON.stringify(trial, keepUnusualValues);
}

function isUsual(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'boolean' || value === undefined;
  return (Array.isArray(value) ? value : Object.values(value)).every(isUsual);
}

/** JSON would turn NaN into null and drop a function without a word. */
function keepUnusualValues(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return String(value);
  return value;
}
