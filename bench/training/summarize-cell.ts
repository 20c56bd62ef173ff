import { median } from '../../pipeline/quantile.js';
import type { Cell } from './measure-cells.js';
import type { ChildReport } from './protocol.js';

export interface CellSummary {
  /** Median over the repetitions, 1/s. */
  readonly samplesPerSecond: number;
  /** Of the fastest step of all repetitions. */
  readonly fastestSamplesPerSecond: number;
  /** (largest - smallest) / median. */
  readonly spread: number;
  /** Repetitions, and timed steps in all of them. */
  readonly n: number;
  readonly steps: number;
  /** Median over the repetitions, bytes. */
  readonly peakMemory: number;
  /** Median over the repetitions; absent where nothing is compiled. */
  readonly compileMilliseconds?: number;
  /** Loss of the last checked step. */
  readonly finalLoss?: number;
}

export const throughput = ({ steps, samplesPerStep, seconds }: ChildReport): number =>
  (steps * samplesPerStep) / seconds;

/** Undefined where nothing was measured. */
export function summarizeCell({ reports }: Pick<Cell, 'reports'>): CellSummary | undefined {
  if (reports.length === 0) return undefined;
  const rates = reports.map(throughput);
  const samplesPerSecond = median(rates);
  const finalLoss = reports.flatMap(({ losses }) => losses.slice(-1))[0];
  const compiled = reports.flatMap(({ compileMilliseconds }) => compileMilliseconds ?? []);
  return {
    samplesPerSecond,
    fastestSamplesPerSecond: Math.max(
      ...reports.map(({ samplesPerStep, fastestStep }) => samplesPerStep / fastestStep),
    ),
    spread: (Math.max(...rates) - Math.min(...rates)) / samplesPerSecond,
    n: reports.length,
    steps: reports.reduce((sum, { steps }) => sum + steps, 0),
    peakMemory: median(reports.map(({ peakMemory }) => peakMemory)),
    ...(compiled.length > 0 && { compileMilliseconds: median(compiled) }),
    ...(finalLoss !== undefined && { finalLoss }),
  };
}

/** The smallest share of its time that a process with one thread was given by the machine. 1: nothing else ran. */
export function leastShareOfProcessor(cells: readonly Cell[]): number {
  const single = cells.filter(({ threads }) => threads === 1).flatMap(({ reports }) => reports);
  return Math.min(1, ...single.map(({ cpuSeconds, seconds }) => cpuSeconds / seconds));
}

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
