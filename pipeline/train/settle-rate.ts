import { OrtuneError } from '../errors.js';
import { type ResolvedRequest, testRates } from './range-test.js';
import type { ResolvedPlan } from './resolve-plan.js';

/** A plan whose learning rate is a number. */
export type SettledPlan = Omit<ResolvedPlan, 'rangeTest'>;

/**
 * The plan with its learning rate as a number: that of `fromRangeTest` is found now, with the model as it is.
 * @throws OrtuneError where the range test suggests nothing
 */
export async function settleRate(parts: ResolvedRequest & { readonly plan: ResolvedPlan }): Promise<SettledPlan> {
  const { rangeTest, ...plan } = parts.plan;
  if (!rangeTest) return plan;
  const { suggestion } = await testRates(parts, rangeTest);
  if (!suggestion) {
    throw new OrtuneError(
      `the range test for the learning rate found none between ${rangeTest.from} and ${rangeTest.to} at which the loss falls: ` +
        'give `fromRangeTest` other bounds, or the optimizer a number',
    );
  }
  return withRate(plan, plan.optimizer.learningRate * suggestion.rate);
}

/** The plan with a learning rate that was settled before. */
export function withRate({ rangeTest: _, ...plan }: ResolvedPlan, learningRate: number): SettledPlan {
  return { ...plan, optimizer: { ...plan.optimizer, learningRate } };
}
