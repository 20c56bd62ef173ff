import { alignColumns } from '../benchmark/align-columns.js';
import type { Machine } from '../benchmark/machine.js';
import type { Ratio } from '../benchmark/statistics/paired-ratio.js';
import { formatNumber } from '../report/format-number.js';
import type { OptionPart, SessionTuning } from './tune-session.js';
import { type TuningObjective, type TuningObjectiveName, tuningObjectives } from './tuning-objectives.js';
import type { TuningProgress } from './tuning-plan.js';

export interface TuningReport {
  readonly model: string;
  readonly objective: TuningObjectiveName;
  /** The file with the options. */
  readonly out: string;
  readonly machine: Machine;
  readonly tuning: SessionTuning;
}

/** What `ortune tune-session` prints. */
export function renderTuning({ model, objective, out, machine, tuning }: TuningReport): string {
  const { options, tried, parts } = tuning;
  const failed = tried.filter((trial) => 'problem' in trial).length;
  const ran = failed === 0 ? '' : `, with ${failed} of which it does not run`;
  return [
    `${machine.cpu}, ${machine.processors} processors; ONNX Runtime ${machine.onnxruntime}, Node ${machine.node}`,
    `${model}: ${tried.length} session options tried${ran}`,
    '',
    ...verdict(tuning, tuningObjectives[objective]),
    ...(tuning.chosen && parts.length > 0 ? ['', ...partLines(parts)] : []),
    '',
    `${out}: ${JSON.stringify(options)}`,
    '',
  ].join('\n');
}

function verdict({ chosen }: SessionTuning, { title, unit }: TuningObjective): readonly string[] {
  if (!chosen) return [`${title}: nothing is told apart as better than no options at all`];
  const { ratio, confidence, cost, defaultCost } = chosen;
  const gain = `${percent(1 - ratio.ratio)} less than without options`;
  const range = `${percent(1 - ratio.interval.high)} to ${percent(1 - ratio.interval.low)}`;
  return [
    `${title}: ${gain} (${range}, confidence ${percent(confidence)})`,
    `  ${formatNumber(cost)} ${unit} instead of ${formatNumber(defaultCost)} ${unit}`,
  ];
}

/** What each option of the best that was tried does, in a measurement of its own. */
function partLines(parts: readonly OptionPart[]): readonly string[] {
  const rows = parts.map(({ without, ratio }) => [`  ${without.join(', ')}`, effect(ratio)]);
  return ['of the best that was tried, without', ...alignColumns(rows)];
}

/** @param ratio of the cost with the option to that without it */
function effect({ ratio, interval }: Ratio): string {
  if (!interval || (interval.low <= 1 && interval.high >= 1)) return 'no difference';
  const change = (value: number) => percent(Math.abs(1 / value - 1));
  const direction = ratio < 1 ? 'more' : 'less';
  const ends = [interval.high, interval.low].map(change);
  return `${change(ratio)} ${direction} (${ends[0]} to ${ends[1]})`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** One line of what is going on. */
export function renderTuningProgress(progress: TuningProgress): string {
  if (progress.phase === 'simplifying') return 'leaving out what does nothing';
  if (progress.phase === 'confirming') return 'measuring anew beside the defaults';
  const { tried, trials, best } = progress;
  const found = best < 1 ? `the best takes ${best.toFixed(2)} of the defaults` : 'none is better than the defaults';
  return `tried ${tried} of ${trials}: ${found}`;
}
