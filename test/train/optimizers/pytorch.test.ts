import '../on-cpu.js';
import { describe, expect, test } from 'vitest';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { tensorTrajectory } from './quadratic.js';
import reference from './reference/trajectories.json' with { type: 'json' };
import { relativeDifference } from './relative-difference.js';
import { compiledTrajectory, type PartOfPlan } from './small-network.js';

/** From reference/trajectories.py: PyTorch in double precision. */
const cases = reference.cases.map(({ plan, ...expected }) => ({ plan: plan as PartOfPlan, ...expected }));
const { steps } = reference;
const last = Math.max(...steps);

describe(`PyTorch ${reference.versions.torch} takes the same steps`, async () => {
  test.each(cases)('on a quadratic: $plan', async ({ plan, quadratic }) => {
    const all = tensorTrajectory(reference.quadratic, plan, last);
    const seen = steps.map((step) => [all[step - 1] ?? []]);
    expect(relativeDifference(seen, quadratic)).toBeLessThan(1e-5);
  });

  const engine = await openEngine('onnx', { threads: 1 });
  test.each(cases)('on a small network: $plan', async ({ plan, network }) => {
    const seen = await compiledTrajectory(engine, reference.network, plan, steps);
    expect(relativeDifference(seen, network)).toBeLessThan(1e-5);
  });
});
