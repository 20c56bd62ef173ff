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
  const { options, tried, failed, parts } = tuning;
  const unfit = tried.filter((trial) => 'problem' in trial).length;
  const ran = unfit === 0 ? '' : `, with ${unfit} of which it does not run`;
  return [
    `${machine.cpu}, ${machine.processors} processors; ONNX Runtime ${machine.onnxruntime}, Node ${machine.node}`,
    `${model}: ${tried.length} session options tried${ran}`,
    '',
    ...verdict(tuning, tuningObjectives[objective]),
    ...failed.map(({ options, problem }) => `  ${JSON.stringify(options)} did not run again: ${problem}`),
    ...(tuning.decision?.chosen && parts.length > 0 ? ['', ...partLines(parts)] : []),
    '',
    `${out}: ${JSON.stringify(options)}`,
    '',
  ].join('\n');
}

function verdict({ decision }: SessionTuning, { title, unit }: TuningObjective): readonly string[] {
  if (!decision) return [`${title}: nothing looked better than no options at all`];
  const { chosen, candidates, confidence, defaultCost } = decision;
  if (chosen) {
    return [
      `${title}: ${ratioText(chosen.ratio)} of what it is without options, at ${percent(confidence)} confidence`,
      `  ${formatNumber(chosen.cost)} ${unit} instead of ${formatNumber(defaultCost)} ${unit}`,
    ];
  }
  return [
    `${title}: nothing is told apart as better than no options at all`,
    ...candidates.map(
      ({ options, ratio }) => `  ${ratioText(ratio)} of what it is without, with ${JSON.stringify(options)}`,
    ),
  ];
}

/** What each option of the best that was tried does, in a measurement of its own. */
function partLines(parts: readonly OptionPart[]): readonly string[] {
  const rows = parts.map(({ without, ratio }) => [`  ${without.join(', ')}`, effect(ratio)]);
  return ['of the best that was tried, without', ...alignColumns(rows, 2)];
}

/** @param ratio of the cost with the option to that without it */
function effect({ ratio, interval }: Ratio): string {
  if (!interval || (interval.low <= 1 && interval.high >= 1)) return 'no difference';
  const change = (value: number) => Math.abs(1 / value - 1);
  const [least, most] = [interval.low, interval.high].map(change).sort((a, b) => a - b);
  const direction = ratio < 1 ? 'more' : 'less';
  return `${percent(change(ratio))} ${direction} (${digits(100 * (least ?? 0))} to ${percent(most ?? 0)})`;
}

/** A thousandth of the memory of a process can be told apart. */
function ratioText({ ratio, interval }: Ratio): string {
  return ratio.toFixed(3) + (interval ? ` (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})` : '');
}

const percent = (share: number) => `${digits(100 * share)} %`;

const digits = (value: number) => String(Number(value.toPrecision(3)));

/** One line of what is going on. */
export function renderTuningProgress(progress: TuningProgress): string {
  if (progress.phase === 'simplifying') return 'leaving out what does nothing';
  if (progress.phase === 'confirming') return 'measuring anew beside the defaults';
  const { tried, trials, best } = progress;
  const found = best < 1 ? `the best takes ${best.toFixed(2)} of the defaults` : 'none is better than the defaults';
  return `tried ${tried} of ${trials}: ${found}`;
}
