import type { Constraint, Objective } from '../study/objective.js';
import { objectiveLosses } from '../study/objective-losses.js';
import type { MetricValues, TrialRecord } from '../study/trial.js';
import { describeViolation, hardConstraints, unmetConstraints } from './constraint-violations.js';
import { crowdingDistances } from './crowding-distances.js';
import { nonDominatedRanks } from './non-dominated-ranks.js';

export interface RankedTrial {
  /** Place in the whole order, from 1. */
  readonly rank: number;
  readonly trial: TrialRecord;
  /** Complete, and every hard constraint is shown to hold. */
  readonly feasible: boolean;
  /** Front of the non-dominated sort, from 1; undefined for a trial that lacks an objective. */
  readonly paretoRank: number | undefined;
  /** The trial's own reason; for a complete one the constraints it does not meet and the objectives it lacks. */
  readonly reason: string;
}

/**
 * Total order of a study's trials: complete ones first, of those the feasible first, of those the ones that keep the soft
 * constraints too, then by front, then by crowding distance (the least crowded first), ties by the objectives in their order, then by number. The ends of a front are
 * equally uncrowded, so the first objective decides which trial of all is the best; with one objective the order is
 * that of its values. A complete trial that lacks a finite objective comes last among those of its feasibility. Pruned trials, then failed ones, then
 * unfinished ones end the list in the order of their numbers: none is hidden.
 */
export function rankTrials(
  trials: readonly TrialRecord[],
  objectives: readonly Objective[],
  constraints: readonly Constraint[],
): readonly RankedTrial[] {
  const byNumber = [...trials].sort((a, b) => a.number - b.number);
  const complete = new Map<Merit, TrialRecord[]>(merits.map((merit) => [merit, []]));
  for (const trial of byNumber) {
    if (trial.state === 'COMPLETE') complete.get(meritOf(trial.metrics, constraints))?.push(trial);
  }

  const ranked: Omit<RankedTrial, 'rank'>[] = [];
  let fronts = 0;
  for (const [merit, members] of complete) {
    const group = orderGroup(members, objectives);
    for (const { trial, front } of group) {
      // A feasible trial dominates every infeasible one (Deb et al. 2002, section VI): their fronts come after.
      const paretoRank = front === undefined ? undefined : fronts + front;
      ranked.push({
        trial,
        feasible: merit !== 'infeasible',
        paretoRank,
        reason: explain(trial, objectives, constraints),
      });
    }
    fronts += group.reduce((most, { front = 0 }) => Math.max(most, front), 0);
  }
  for (const state of ['PRUNED', 'FAIL', 'RUNNING', 'WAITING']) {
    for (const trial of byNumber.filter((candidate) => candidate.state === state)) {
      ranked.push({ trial, feasible: false, paretoRank: undefined, reason: trial.reason });
    }
  }
  return ranked.map((entry, index) => ({ rank: index + 1, ...entry }));
}

const merits = ['preferred', 'feasible', 'infeasible'] as const;

type Merit = (typeof merits)[number];

/** What a complete trial's constraints say of it: all hold, only soft ones do not, or a hard one does not. */
export function meritOf(metrics: MetricValues, constraints: readonly Constraint[]): Merit {
  if (unmetConstraints(metrics, hardConstraints(constraints)).length > 0) return 'infeasible';
  return unmetConstraints(metrics, constraints).length > 0 ? 'feasible' : 'preferred';
}

/** The trial a study recommends: the first of the order, if it is complete and feasible. */
export function bestTrial(ranked: readonly RankedTrial[]): RankedTrial | undefined {
  const first = ranked[0];
  return first?.feasible ? first : undefined;
}

interface Placed {
  readonly trial: TrialRecord;
  /** From 1 within the group; undefined without finite objectives. */
  readonly front: number | undefined;
}

function orderGroup(trials: readonly TrialRecord[], objectives: readonly Objective[]): readonly Placed[] {
  const measured: { readonly trial: TrialRecord; readonly losses: readonly number[] }[] = [];
  const unmeasured: Placed[] = [];
  for (const trial of trials) {
    const losses = objectiveLosses(trial.metrics, objectives);
    if (losses) measured.push({ trial, losses });
    else unmeasured.push({ trial, front: undefined });
  }
  const fronts = nonDominatedRanks(measured.map(({ losses }) => losses));
  const placed = measured.map((entry, index) => ({ ...entry, front: fronts[index] ?? 0, distance: 0 }));
  const byFront = new Map<number, (typeof placed)[number][]>();
  for (const entry of placed) {
    const members = byFront.get(entry.front);
    if (members) members.push(entry);
    else byFront.set(entry.front, [entry]);
  }
  for (const members of byFront.values()) {
    // Alone there is nothing to be told apart from; with one objective that is nearly every trial of a long study.
    if (members.length === 1) continue;
    const distances = crowdingDistances(members.map(({ losses }) => losses));
    members.forEach((member, index) => {
      member.distance = distances[index] ?? 0;
    });
  }
  placed.sort(
    (a, b) =>
      a.front - b.front ||
      descending(a.distance, b.distance) ||
      lexical(a.losses, b.losses) ||
      a.trial.number - b.trial.number,
  );
  return [...placed, ...unmeasured];
}

/** Infinity - Infinity is NaN, so distances are compared and not subtracted. */
const descending = (a: number, b: number) => Number(a < b) - Number(a > b);

/** Compares by the first objective in which two trials differ. */
function lexical(a: readonly number[], b: readonly number[]): number {
  const decisive = a.findIndex((loss, i) => loss !== b[i]);
  return decisive < 0 ? 0 : (a[decisive] as number) - (b[decisive] as number);
}

function explain(trial: TrialRecord, objectives: readonly Objective[], constraints: readonly Constraint[]): string {
  const unmet = unmetConstraints(trial.metrics, constraints).map((constraint) =>
    describeViolation(constraint, trial.metrics),
  );
  const lacking = objectives
    .filter(({ metric }) => !Number.isFinite(trial.metrics[metric]))
    .map(({ metric }) => `${metric} is ${trial.metrics[metric] ?? 'missing'}, so it cannot be compared`);
  return [trial.reason, ...unmet, ...lacking].filter((text) => text !== '').join('; ');
}
