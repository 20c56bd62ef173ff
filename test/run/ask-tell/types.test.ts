import { expect, expectTypeOf, it } from 'vitest';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import { asha } from '../../../pipeline/search/pruners/asha.js';
import { tpe } from '../../../pipeline/search/samplers/tpe/sampler.js';
import { choice, float, int, ordinal } from '../../../pipeline/study/space.js';

const space = {
  solver: choice(['exact', 'greedy']),
  restarts: int(1, 8, { when: { solver: 'greedy' } }),
  tolerance: float(1e-6, 1e-2, { scale: 'log' }),
  block: ordinal([16, 64]),
};

it('types what is asked from the space', async () => {
  const study = await createStudy({
    space,
    where: (params) => {
      expectTypeOf(params.restarts).toEqualTypeOf<number | undefined>();
      expectTypeOf(params.block).toEqualTypeOf<16 | 64>();
      // @ts-expect-error there is no such hyperparameter
      params.solvr;
      return params.tolerance * params.block < 1;
    },
  });
  const trial = await study.ask();
  expectTypeOf(trial.number).toEqualTypeOf<number>();
  expectTypeOf(trial.params.solver).toEqualTypeOf<'exact' | 'greedy'>();
  expectTypeOf(trial.params.restarts).toEqualTypeOf<number | undefined>();
  expectTypeOf(trial.params.tolerance).toEqualTypeOf<number>();
  // @ts-expect-error there is no such hyperparameter
  expect(trial.params.solvr).toBeUndefined();
  // @ts-expect-error a setting is read, not written
  expect(() => (trial.params.tolerance = 1)).toThrow(TypeError);
  expectTypeOf(study.trials[0]?.state).toEqualTypeOf<
    'WAITING' | 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL' | undefined
  >();
  expectTypeOf(study.bestTrial?.params.solver).toEqualTypeOf<'exact' | 'greedy' | undefined>();
});

it('of a single objective a number is told, and one value comes back', async () => {
  const study = await createStudy({ space });
  expectTypeOf(study.bestTrial?.values).toEqualTypeOf<readonly [number] | undefined>();
  const told = await study.tell(await study.ask(), 1);
  if (told.state === 'COMPLETE') expectTypeOf(told.values).toEqualTypeOf<readonly [number]>();
  else expectTypeOf(told.reason).toEqualTypeOf<string>();
  await study.tell(await study.ask(), [1]);
  await study.tell(await study.ask(), { state: 'COMPLETE', values: 1, violations: [0] });
  await study.tell(await study.ask(), { state: 'FAIL', reason: 'no licence' });
  await study.tell(await study.ask(), { state: 'PRUNED' });
  const refused = async () => {
    // @ts-expect-error a failure has a reason
    await study.tell(await study.ask(), { state: 'FAIL' });
    // @ts-expect-error one value too many
    await study.tell(await study.ask(), [1, 2]);
    // @ts-expect-error no such state
    await study.tell(await study.ask(), { state: 'DONE' });
    // @ts-expect-error nothing at all, as from an objective that forgot to return
    await study.tell(await study.ask(), undefined);
    // @ts-expect-error values of the wrong type
    await study.enqueue({ solver: 'simplex' });
    // @ts-expect-error a whole setting is needed
    await study.add({ solver: 'exact' }, 1);
  };
  expectTypeOf(refused).toBeFunction();
  await study.enqueue({ solver: 'greedy' });
});

it('of several objectives as many numbers are told as there are directions', async () => {
  const study = await createStudy({ space, directions: ['minimize', 'maximize'] });
  await study.tell(await study.ask(), [1, 2]);
  expectTypeOf(study.bestTrials).items.toHaveProperty('values').toEqualTypeOf<readonly [number, number]>();
  const trial = await study.ask();
  await trial.report(1, 0.5);
  await trial.report(2, [0.5, 2]);
  const refused = async () => {
    // @ts-expect-error one value is missing
    await study.tell(trial, 1);
    // @ts-expect-error one value is missing
    await trial.report(3, [1]);
  };
  expectTypeOf(refused).toBeFunction();
});

it('types samplers, pruners, the objective and its callbacks', async () => {
  const study = await createStudy({ space, sampler: tpe({ startup: 3 }), pruner: asha({ minResource: 1 }) });
  await study.optimize(
    ({ params }) => {
      expectTypeOf(params.block).toEqualTypeOf<16 | 64>();
      return params.tolerance > 1 ? { state: 'PRUNED' } : params.tolerance;
    },
    {
      trials: 1,
      callbacks: {
        onTrialEnd: (trial, run) => {
          expectTypeOf(trial.state).toEqualTypeOf<'COMPLETE' | 'PRUNED' | 'FAIL'>();
          expectTypeOf(trial.params.restarts).toEqualTypeOf<number | undefined>();
          run.stop();
        },
      },
    },
  );
  const refused = () => {
    // @ts-expect-error no such sampler
    createStudy({ space, sampler: 'bayes' });
    // @ts-expect-error an option of another sampler
    createStudy({ space, sampler: { name: 'random', points: 3 } });
    // @ts-expect-error a study without an objective
    createStudy({ space, directions: [] });
    // @ts-expect-error no such direction
    createStudy({ space, directions: ['min'] });
    // @ts-expect-error in a storage a study has a name
    createStudy({ space, storage: 'study.db' });
    // @ts-expect-error an objective must return something
    study.optimize(() => {}, { trials: 1 });
  };
  expectTypeOf(refused).toBeFunction();
});
