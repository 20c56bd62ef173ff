import { median } from '../quantile.js';
import { fewestRoundsForInterval, usualConfidence } from './statistics/interval.js';
import { mannKendall } from './statistics/mann-kendall.js';
import { halfWidth, trimmedMean } from './statistics/trimmed-mean.js';

/** What makes a measurement doubtful. */
export type Disturbance =
  /** Other programs computed: as many processors in the worst of the rounds named (from 1), of `of` rounds. */
  | { readonly kind: 'load'; readonly processors: number; readonly rounds: readonly number[]; readonly of: number }
  /** The medians of the rounds rise (0.1: by 10 %) or fall from the first to the last. */
  | { readonly kind: 'drift'; readonly change: number }
  /** Within each process the runs become slower by so much, as where a processor that gets hot is slowed down. */
  | { readonly kind: 'throttling'; readonly change: number };

/** What is known of a round in this respect. */
export interface WatchedRound {
  /** Milliseconds, in the order of the runs. */
  readonly samples: Float64Array;
  /** Processors that others kept busy meanwhile; undefined where the system does not tell. */
  readonly load: number | undefined;
}

/** Less than this share of one processor is what a system does by itself. */
const leastLoad = 0.25;

/** The clock of /proc/stat counts in hundredths of a second, for each of the two readings and each process. */
const loadResolutionSeconds = 0.04;

/** Less is nothing to tell anybody of, however certain. */
const leastChange = 0.03;

const significance = 0.05;

export function findDisturbances(rounds: readonly WatchedRound[]): readonly Disturbance[] {
  return [...loads(rounds), ...drift(rounds), ...throttling(rounds)];
}

function loads(rounds: readonly WatchedRound[]): Disturbance[] {
  const heavy = rounds.flatMap(({ samples, load = 0 }, index) => {
    const seconds = samples.reduce((sum, time) => sum + time, 0) / 1000;
    return load >= leastLoad + loadResolutionSeconds / seconds ? [{ round: index + 1, load }] : [];
  });
  if (heavy.length === 0) return [];
  const processors = Math.max(...heavy.map(({ load }) => load));
  return [{ kind: 'load', processors, rounds: heavy.map(({ round }) => round), of: rounds.length }];
}

/** By Mann and Kendall's test; the size is Theil and Sen's slope, the median of those of all pairs, over all rounds. */
function drift(rounds: readonly WatchedRound[]): Disturbance[] {
  const medians = rounds.map(({ samples }) => Math.log(median(samples)));
  if (mannKendall(medians) >= significance) return [];
  const slopes = medians.flatMap((value, later) =>
    medians.slice(0, later).map((before, earlier) => (value - before) / (later - earlier)),
  );
  const change = Math.expm1(median(slopes) * (medians.length - 1));
  return Math.abs(change) >= leastChange ? [{ kind: 'drift', change }] : [];
}

/** By the last third of each process against its first, where the interval over the rounds leaves no doubt. */
function throttling(rounds: readonly WatchedRound[]): Disturbance[] {
  const changes = rounds.flatMap(({ samples }) => {
    const third = Math.floor(samples.length / 3);
    return third === 0 ? [] : [Math.log(median(samples.subarray(-third)) / median(samples.subarray(0, third)))];
  });
  if (changes.length < fewestRoundsForInterval) return [];
  const typical = trimmedMean(changes);
  const change = Math.expm1(typical.mean);
  const isCertain = typical.mean > halfWidth(typical, 2 * usualConfidence - 1);
  return isCertain && change >= leastChange ? [{ kind: 'throttling', change }] : [];
}

/** A line for a reader: `other programs kept up to 1.8 processors busy in 3 of 5 rounds`. */
export function describeDisturbance(disturbance: Disturbance): string {
  if (disturbance.kind === 'load') {
    const { processors, rounds, of } = disturbance;
    const where = of === 1 ? 'meanwhile' : `in ${rounds.length} of ${of} rounds`;
    return `other programs kept up to ${processors.toFixed(1)} processors busy ${where}`;
  }
  const { kind, change } = disturbance;
  const percent = `${Math.abs(100 * change).toFixed(0)} %`;
  if (kind === 'throttling') return `runs became ${percent} slower while each process ran`;
  return `runs became ${percent} ${change > 0 ? 'slower' : 'faster'} from the first round to the last`;
}
