import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupWeights } from '../../../pipeline/train/update/weight-groups.js';

const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { minLength: 1, maxLength: 8 });

test('small weights of a kind share a group, large ones stand alone, and parting undoes joining', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 12 }), (given, largest) => {
      const weights = given.map((shape, i) => {
        const initial = tf.fill(shape, i);
        const weight = new LayerVariable(initial, 'float32', `weight${i}`);
        initial.dispose();
        return weight;
      });
      const kindOf = ({ shape }: LayerVariable) => shape.length > 1;
      const groups = groupWeights(weights, kindOf, largest);

      const grouped = groups.flatMap((group) => group.weights);
      expect(new Set(grouped)).toEqual(new Set(weights));
      expect(grouped).toHaveLength(weights.length);
      for (const kind of [true, false]) {
        const sizes = weights
          .filter((w) => kindOf(w) === kind)
          .map(({ shape }) => tf.util.sizeFromShape(shape as number[]));
        const small = sizes.filter((size) => size <= largest).length;
        const ofKind = groups.filter((group) => group.kind === kind);
        expect(ofKind).toHaveLength(sizes.length - small + Math.min(small, 1));
        expect(ofKind.every((group) => group.weights.every((w) => kindOf(w) === kind))).toBe(true);
      }
      tf.tidy(() => {
        for (const { weights: members, shape, join, part } of groups) {
          const joined = join(members.map((weight) => weight.read()));
          expect(joined.shape).toEqual(shape);
          part(tf.add(joined, 0.5)).forEach((tensor, i) => {
            const weight = members[i];
            expect(tensor.shape).toEqual(weight?.shape);
            const value = (weight?.read().dataSync()[0] ?? Number.NaN) + 0.5;
            expect(Array.from(tensor.dataSync()).every((element) => element === value)).toBe(true);
          });
        }
      });
      for (const weight of weights) weight.dispose();
    }),
    { numRuns: 40 },
  );
});
