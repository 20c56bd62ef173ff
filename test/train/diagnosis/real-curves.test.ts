import { expect, test } from 'vitest';
import { readLabelledCurves, verdictOn } from '../../../bench/methods/labelled-curves.js';

const curves = await readLabelledCurves(new URL('real-curves.json', import.meta.url));

test.each([
  ['judged', 28],
  ['chosen', 70],
] as const)('real trainings that were made to fail in each way are recognised: %s', (half, count) => {
  const labelled = curves.filter((curve) => curve.half === half);
  expect(labelled).toHaveLength(count);
  const wrong = labelled.filter((curve) => verdictOn(curve) !== curve.label);
  const described = wrong.map((curve) => `${curve.label} on ${curve.data}: ${verdictOn(curve)}`);
  expect(wrong.length / labelled.length, described.join('\n')).toBeLessThanOrEqual(0.1);
  // Of no kind is more than half of the trainings missed.
  for (const label of new Set(labelled.map((curve) => curve.label))) {
    const own = labelled.filter((curve) => curve.label === label);
    expect(own.filter((curve) => verdictOn(curve) === label).length, label).toBeGreaterThan(own.length / 2);
  }
});
