import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { engines } from './engine-pair.js';
import { layerCases } from './layer-cases/index.js';
import { buildCase } from './layer-run.js';
import { testLayerCase } from './test-layer-case.js';

for (const [family, cases] of Object.entries(layerCases)) {
  describe(family, () => {
    for (const layerCase of cases) testLayerCase(layerCase);
  });
}

/** Classes that are no layers to be put into a model. */
const elsewhere: Readonly<Record<string, string>> = {
  Model: 'the class of every functional model above',
  Functional: 'another name of it',
  ConvLSTM2DCell: 'used by ConvLSTM2D alone',
};

test('the table has every layer class of tfjs-layers', async () => {
  await engines.cpu.activate();
  const seen = new Set<string>();
  for (const layerCase of Object.values(layerCases).flat()) {
    const model = buildCase(layerCase, layerCase.model);
    const config = JSON.stringify(model.getConfig());
    for (const [, className] of config.matchAll(/"className":"(\w+)"/g)) seen.add(className as string);
    tf.dispose(model.weights.map((weight) => weight.read()));
  }
  const registered = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).flatMap(
    ([name, [layerClass]]) => (layerClass.prototype instanceof layers.Layer ? [name] : []),
  );
  expect(registered.length).toBeGreaterThan(60);
  expect(registered.filter((name) => !seen.has(name) && !(name in elsewhere))).toEqual([]);
});
