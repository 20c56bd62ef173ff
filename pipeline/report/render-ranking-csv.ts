import type { Percentile } from '../benchmark/percentiles.js';
import { type JudgedStudy, latencyPercentile, latencyTies } from '../rank/latency-ties.js';
import type { RankedTrial } from '../rank/rank-trials.js';
import type { Space } from '../study/space.js';
import type { MetricName, TrialRecord } from '../study/trial.js';
import { adviceOn } from '../train/diagnosis/advice.js';
import { describeInitialisation } from '../train/initialisation-check/describe-initialisation.js';
import { type Cell, renderCsv } from './render-csv.js';
import { scoreOf, type TaskKind } from './score-of.js';

interface Column {
  readonly name: string;
  cell(entry: RankedTrial): Cell;
}

/** ranking.csv: one row per trial, and per variant of one, in the order of the ranking; what a trial does not have is empty. */
export function renderRankingCsv(
  ranked: readonly RankedTrial[],
  study: JudgedStudy & { readonly space: Space },
  task: TaskKind,
): Promise<string> {
  const columns = [
    ...verdictColumns(ranked.some(({ trial }) => trial.variant !== undefined)),
    ...study.objectives.map(({ metric }) => metricColumn(metric, metric)),
    ...Object.keys(study.space).map((name) => ({
      name: `hp.${name}`,
      cell: ({ trial }: RankedTrial) => trial.parameters[name],
    })),
    ...measurementColumns(task, latencyGroupOf(ranked, study)),
  ];
  return renderCsv(
    columns.map(({ name }) => name),
    rowsOf(ranked, columns),
  );
}

/** One after the other: those of a large study together would fill the memory. */
function* rowsOf(ranked: readonly RankedTrial[], columns: readonly Column[]): Generator<readonly Cell[]> {
  for (const entry of ranked) yield columns.map(({ cell }) => cell(entry));
}

const verdictColumns = (variants: boolean): readonly Column[] => [
  { name: 'rank', cell: ({ rank }) => rank },
  { name: 'trial', cell: ({ trial }) => trial.number },
  ...(variants ? [{ name: 'variant', cell: ({ trial }: RankedTrial) => trial.variant ?? 'fp32' }] : []),
  { name: 'state', cell: ({ trial }) => trial.state },
  { name: 'reason', cell: ({ reason }) => reason },
  { name: 'feasible', cell: ({ feasible }) => feasible },
  { name: 'pareto_rank', cell: ({ paretoRank }) => paretoRank },
];

/** @param groups of latency */
function measurementColumns(task: TaskKind, groups: ReadonlyMap<TrialRecord, number | undefined>): readonly Column[] {
  const score = scoreOf(task);
  return [
    { name: 'epochs', cell: ({ trial }) => trial.epochs },
    metricColumn('train_seconds', 'train.seconds'),
    metricColumn('learning_rate', 'train.learningRate'),
    metricColumn('train_loss', 'train.loss'),
    metricColumn(`train_${score}`, `train.${score}`),
    metricColumn('validation_loss', 'validation.loss'),
    metricColumn(`validation_${score}`, `validation.${score}`),
    metricColumn('test_loss', 'test.loss'),
    metricColumn(`test_${score}`, `test.${score}`),
    metricColumn('parameters', 'model.parameters'),
    metricColumn('model_bytes', 'model.bytes'),
    metricColumn('parity_max_abs', 'parity.maxAbs'),
    metricColumn('parity_top1', 'parity.top1'),
    ...latencyColumns('p50'),
    ...latencyColumns('p90'),
    ...latencyColumns('p99'),
    { name: 'latency_group', cell: ({ trial }) => groups.get(trial) },
    { name: 'latency_disturbed', cell: ({ trial }) => trial.timing?.disturbances.join('; ') },
    metricColumn('throughput_per_s', 'throughput'),
    metricColumn('cold_start_ms', 'coldStart'),
    metricColumn('peak_memory_mb', 'memory.peak'),
    metricColumn('resident_memory_mb', 'memory.resident'),
    { name: 'diagnosis', cell: ({ trial }) => trial.diagnosis },
    { name: 'advice', cell: ({ trial }) => adviceOn(trial) },
    { name: 'initialisation', cell: ({ trial }) => describeInitialisation(trial.initialisation) },
  ];
}

function metricColumn(name: string, metric: MetricName): Column {
  return { name, cell: ({ trial }) => trial.metrics[metric] };
}

/** The percentile and the ends of its 95 % interval. */
function latencyColumns(percentile: Exclude<Percentile, 'p99.9'>): readonly Column[] {
  return [
    metricColumn(`latency_${percentile}_ms`, `latency.${percentile}`),
    { name: `latency_${percentile}_low_ms`, cell: ({ trial }) => trial.timing?.intervals[percentile]?.low },
    { name: `latency_${percentile}_high_ms`, cell: ({ trial }) => trial.timing?.intervals[percentile]?.high },
  ];
}

function latencyGroupOf(
  ranked: readonly RankedTrial[],
  study: JudgedStudy,
): ReadonlyMap<TrialRecord, number | undefined> {
  const trials = ranked.map(({ trial }) => trial);
  const groups = latencyTies(trials, latencyPercentile(study));
  return new Map(trials.map((trial, index) => [trial, groups[index]]));
}
