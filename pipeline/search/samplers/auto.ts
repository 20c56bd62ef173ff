import { z } from 'zod';
import { allowedSize } from '../../study/enumerate-space.js';
import type { Space } from '../../study/space.js';
import type { ObservedTrial } from '../observed-trial.js';
import { defineSampler, type Sampler } from '../sampler.js';
import type { StudyOutline } from '../study-outline.js';
import { gpSampler } from './gp/sampler.js';
import { gridSampler } from './grid.js';
import { nsga2Sampler } from './nsga2/sampler.js';
import { sobolSampler } from './sobol/sampler.js';
import { tpeSampler } from './tpe/sampler.js';

const grid = gridSampler.create({});
const sobol = sobolSampler.create({});
const gp = gpSampler.create({});
const tpe = tpeSampler.create({});
const nsga2 = nsga2Sampler.create({});

type Suggester = Pick<Sampler, 'suggest'>;

/**
 * The process finds the bottom of a smooth valley, the estimators do not lose themselves in one valley of many: each learns from what
 * the other tried, and where one of them fails the other still has half of the trials.
 */
const inTurns: Suggester = {
  suggest: (space, trials, random, outline) =>
    (trials.length % 2 === 0 ? gp : tpe).suggest(space, trials, random, outline),
};

/** A model that has seen fewer settings than these is no better than an even spread. */
const fewestTrials = 10;

/** Past so many trials a suggestion of the process takes over half a second; a limit of judgement, not of measured quality. */
const mostForProcess = 500;

/** With several objectives a process is fitted anew for every suggestion; a limit of judgement too. */
const mostForProcessWithObjectives = 200;

/** Of larger spaces the allowed settings are not counted, which takes ten milliseconds for these. */
const largestToCount = 10_000;

interface Choice {
  readonly sampler: Suggester;
  /** Its name, or theirs. */
  readonly called: string;
  readonly because: string;
}

/**
 * Chooses other samplers by the space, the budget and the number of objectives, and says which and why (`explain`). That
 * the process and the estimators in turns lead up to 100 trials was measured (`bench/samplers.bench.ts`); where the others take over was not.
 */
export const autoSampler = defineSampler(
  {
    name: 'auto',
    summary: 'chooses among the others by space, budget and objectives, and says why',
    source: 'bench/samplers.bench.ts of this repository, whose measurements are its rules',
    options: z.strictObject({}),
  },
  {
    suggest(space, trials, random, _options, outline) {
      // Where the study does not say how long it is, what is known is how long it has become.
      const trialCount = outline.trials ?? Math.max(fewestTrials, trials.length);
      const known = { ...outline, trials: trialCount, objectives: outline.objectives ?? objectivesOf(trials) };
      return choose(space, known).sampler.suggest(space, trials, random, outline);
    },
    explain(space, _options, outline) {
      const { called, because } = choose(space, outline);
      return `${called}: ${because}`;
    },
  },
);

/** For a study file: `sampler: auto()`. */
export const auto = () => ({ name: 'auto' }) as const;

function choose(space: Space, { trials, objectives = 1, allows, replicates = 1 }: StudyOutline): Choice {
  const size = allowedSize(space, allows, largestToCount);
  if (trials !== undefined && size * replicates <= trials) {
    return {
      sampler: grid,
      called: '`grid`',
      because: `the space has ${size} settings and the study ${trials} trials, so all can be tried`,
    };
  }
  if (trials !== undefined && trials < fewestTrials) {
    return {
      sampler: sobol,
      called: '`sobol`',
      because: `${trials} trials are too few to learn from, so they are spread evenly`,
    };
  }
  const planned = trials === undefined ? 'a study of open length' : `${trials} trials`;
  if (objectives > 1) {
    if ((trials ?? 0) <= mostForProcessWithObjectives) {
      return {
        sampler: gp,
        called: '`gp`',
        because: `${objectives} objectives in ${planned}: a model finds the front with the fewest trials`,
      };
    }
    return {
      sampler: nsga2,
      called: '`nsga2`',
      because: `${objectives} objectives in ${planned}: a population covers the front, and costs no time`,
    };
  }
  if ((trials ?? 0) <= mostForProcess) {
    return {
      sampler: inTurns,
      called: '`gp` and `tpe` in turns',
      because: `one objective in ${planned}: a Gaussian process needs the fewest where the loss is smooth, Parzen estimators hold where it is not`,
    };
  }
  return {
    sampler: tpe,
    called: '`tpe`',
    because: `one objective in ${planned}: past ${mostForProcess} trials a Gaussian process is slow`,
  };
}

const objectivesOf = (trials: readonly ObservedTrial[]) =>
  trials.find(({ losses }) => losses.length > 0)?.losses.length ?? 1;
