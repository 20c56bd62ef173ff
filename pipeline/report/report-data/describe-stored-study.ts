import { crowdingDistances } from '../../rank/crowding-distances.js';
import { nonDominatedRanks } from '../../rank/non-dominated-ranks.js';
import { peelFronts } from '../../search/ordering/peel-fronts.js';
import type { Attributes, JsonValue } from '../../store/json-value.js';
import type { Distribution, StoredStudy, StoredTrial, StudySummary } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { constraintsOf, reasonOf, systemAttributes } from '../../store/system-attributes.js';
import type { Direction } from '../../study/trial.js';
import { storedImportance } from './stored-importance.js';
import type { DescribedTrial, StudyDescription } from './study-description.js';

/** What a study says of itself. */
export interface StudyFacts extends Pick<StoredStudy, 'name' | 'directions'> {
  /** The storage, without password. */
  readonly place: string;
  readonly user: Attributes;
  readonly system: Attributes;
}

/** A study of a storage, be it Optuna's. */
export async function describeStoredStudy(store: StudyReader, study: StudySummary): Promise<StudyDescription> {
  const { id, name, directions } = study;
  const attributes = await store.studyAttributes(id);
  const stored = await store.readTrials(id);
  const described = describeStoredTrials({ name, directions, place: store.name, ...attributes }, stored);
  const running = study.trials.RUNNING + study.trials.WAITING;
  const names = described.objectives.map(({ metric }) => metric);
  const importance = storedImportance(spaceOf(stored), stored, directions, names);
  return { ...described, status: running > 0 ? 'unfinished' : 'finished', importance };
}

/** The study as if it had only the trials given; without importance, which takes seconds. */
export function describeStoredTrials(study: StudyFacts, stored: readonly StoredTrial[]): StudyDescription {
  const { name, directions, place, user, system } = study;
  const names = objectiveNames(directions.length, system[systemAttributes.metricNames]);
  return {
    name,
    place,
    status: 'unfinished',
    facts: [
      { label: 'storage', value: place },
      ...Object.entries(user).map(([label, value]) => ({ label, value: textOf(value) })),
    ],
    objectives: directions.map((direction, index) => ({ metric: names[index] ?? '', direction })),
    constraints: [],
    space: spaceOf(stored),
    units: {},
    series: [directions.length === 1 ? (names[0] ?? 'value') : 'reported value'],
    step: 'step',
    trials: rankStored(stored, directions).map((placed) => describeTrial(placed, names)),
    importance: [],
    tables: [],
    files: [],
  };
}

function objectiveNames(count: number, stored: JsonValue | undefined): readonly string[] {
  if (Array.isArray(stored) && stored.length === count) return stored.map(String);
  return count === 1 ? ['value'] : Array.from({ length: count }, (_, index) => `value ${index}`);
}

const textOf = (value: JsonValue) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Every parameter of a trial, and those known before; where its range has changed over the study, all that was searched. */
export function spaceOf(
  trials: readonly Pick<StoredTrial, 'distributions'>[],
  known: Readonly<Record<string, Distribution>> = {},
): Readonly<Record<string, Distribution>> {
  const space = { ...known };
  for (const { distributions } of trials) {
    for (const [name, distribution] of Object.entries(distributions)) {
      const earlier = Object.hasOwn(space, name) ? space[name] : undefined;
      space[name] = earlier === undefined ? distribution : union(earlier, distribution);
    }
  }
  return space;
}

function union(a: Distribution, b: Distribution): Distribution {
  if (a === b || a.kind === 'choice' || b.kind === 'choice') return a;
  return { ...a, low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

export interface PlacedTrial {
  readonly trial: StoredTrial;
  readonly feasible: boolean;
  readonly front: number | undefined;
}

/** The order of `rankTrials`, by objectives and constraints as Optuna stores them. */
export function rankStored(trials: readonly StoredTrial[], directions: readonly Direction[]): readonly PlacedTrial[] {
  const complete = trials.filter(({ state }) => state === 'COMPLETE');
  const feasible = complete.filter(isFeasible);
  const first = placeGroup(feasible, directions, true, 0);
  const fronts = first.reduce((most, { front }) => Math.max(most, front ?? 0), 0);
  const second = placeGroup(
    complete.filter((trial) => !isFeasible(trial)),
    directions,
    false,
    fronts,
  );
  const others = (['PRUNED', 'FAIL', 'RUNNING', 'WAITING'] as const).flatMap((wanted) =>
    trials.filter(({ state }) => state === wanted),
  );
  return [...first, ...second, ...others.map((trial) => ({ trial, feasible: false, front: undefined }))];
}

const isFeasible = (trial: StoredTrial) => (constraintsOf(trial) ?? []).every((value) => value <= 0);

function placeGroup(
  trials: readonly StoredTrial[],
  directions: readonly Direction[],
  feasible: boolean,
  frontsBefore: number,
): readonly PlacedTrial[] {
  const measured = trials.filter(isMeasured);
  const losses = measured.map(({ values }) =>
    values.map((value, i) => (directions[i] === 'maximize' ? -value : value)),
  );
  const placed = frontsOf(losses).flatMap((indices, front) => {
    const distances = crowdingDistances(indices.map((index) => losses[index] ?? []));
    return indices.map((index, i) => ({ index, rank: front + 1, distance: distances[i] ?? 0 }));
  });
  placed.sort(
    (a, b) =>
      a.rank - b.rank ||
      Number(a.distance < b.distance) - Number(a.distance > b.distance) ||
      (losses[a.index]?.[0] ?? 0) - (losses[b.index]?.[0] ?? 0) ||
      a.index - b.index,
  );
  const ordered = placed.flatMap(({ index, rank }): PlacedTrial[] => {
    const trial = measured[index];
    return trial ? [{ trial, feasible, front: frontsBefore + rank }] : [];
  });
  const unmeasured = trials.filter((trial) => !isMeasured(trial));
  return [...ordered, ...unmeasured.map((trial) => ({ trial, feasible, front: undefined }))];
}

const isMeasured = ({ values }: StoredTrial) => values.length > 0 && values.every(Number.isFinite);

/** Positions by front. With one objective a front is a value; with several, fronts are few and are peeled off. */
function frontsOf(losses: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (losses[0]?.length !== 1) return peelFronts(losses);
  const fronts: number[][] = [];
  nonDominatedRanks(losses).forEach((rank, index) => {
    const front = fronts[rank - 1];
    if (front) front.push(index);
    else fronts[rank - 1] = [index];
  });
  return fronts;
}

function describeTrial({ trial, feasible, front }: PlacedTrial, names: readonly string[]): DescribedTrial {
  const { number, state, values, reports, started, finished } = trial;
  return {
    number,
    variant: '',
    state,
    reason: reasonOf(trial),
    feasible,
    front,
    parameters: { ...trial.parameters, ...trial.otherParameters },
    metrics: Object.fromEntries(
      state === 'COMPLETE' ? names.flatMap((name, i) => (values[i] === undefined ? [] : [[name, values[i]]])) : [],
    ),
    constraints: constraintsOf(trial) ?? [],
    attributes: trial.userAttributes,
    curve: reports.map(({ step, values: reported }) => ({ step, values: reported.slice(0, 1) })),
    started,
    finished,
    diagnosis: '',
    advice: '',
    model: '',
  };
}
