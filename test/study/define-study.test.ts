import { expectTypeOf, it } from 'vitest';
import { choice, defineStudy, float, grid, int, minimize, ordinal, random, type StudyDefinition } from '../../index.js';
import { validStudy } from './study-fixture.js';

it('types `hp` from the space', () => {
  defineStudy({
    name: validStudy.name,
    dataset: validStudy.dataset,
    space: {
      rate: float(0, 1),
      units: int(1, 4),
      act: choice(['relu', 'tanh']),
      beta: float(0, 1, { when: { act: 'relu' } }),
      batch: ordinal([16, 64]),
      depth: ordinal(['shallow', 'deep'], { when: { batch: 64 } }),
    },
    where: (hp) => {
      expectTypeOf(hp.batch).toEqualTypeOf<16 | 64>();
      expectTypeOf(hp.beta).toEqualTypeOf<number | undefined>();
      // @ts-expect-error there is no such hyperparameter
      hp.lerningRate;
      return hp.rate * hp.batch <= 4;
    },
    model: (hp) => {
      expectTypeOf(hp.rate).toEqualTypeOf<number>();
      expectTypeOf(hp.units).toEqualTypeOf<number>();
      expectTypeOf(hp.act).toEqualTypeOf<'relu' | 'tanh'>();
      expectTypeOf(hp.beta).toEqualTypeOf<number | undefined>();
      expectTypeOf(hp.batch).toEqualTypeOf<16 | 64>();
      expectTypeOf(hp.depth).toEqualTypeOf<'shallow' | 'deep' | undefined>();
      // @ts-expect-error there is no such hyperparameter
      hp.lerningRate;
      throw new Error('not run');
    },
    training: (hp) => ({ epochs: 1, batchSize: hp.units, optimizer: { name: 'sgd', learningRate: hp.rate } }),
    objectives: [minimize('validation.loss')],
  });
});

it('types the sampler with its options', () => {
  type Sampler = StudyDefinition['sampler'];
  expectTypeOf(random()).toExtend<Sampler>();
  expectTypeOf(grid({ points: 3 })).toExtend<Sampler>();
  expectTypeOf<'grid'>().toExtend<Sampler>();
  expectTypeOf<'gird'>().not.toExtend<Sampler>();
  expectTypeOf<{ name: 'grid'; points: string }>().not.toExtend<Sampler>();
});
