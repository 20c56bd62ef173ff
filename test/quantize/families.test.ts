import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModelFamilyName, modelFamilies } from '../../models/registry.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import type { Task } from '../../pipeline/load/data.js';
import { compareModels } from '../../pipeline/quantize/compare-models.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { quantizationVariantNames } from '../../pipeline/quantize/variant-names.js';
import { normals } from './model-kit.js';

const task: Task = { kind: 'classification', inputShape: [8, 8, 3], classes: ['a', 'b', 'c'] };
const samples = { x: normals(32 * 192, 'families'), shape: task.inputShape };
const names = Object.keys(modelFamilies) as ModelFamilyName[];
const files = new Map<ModelFamilyName, Uint8Array>();

beforeAll(async () => {
  await (await openEngine('cpu')).activate();
  for (const name of names) {
    // Of the default 8 channels, the names, scales and zero points of its 53 operators would be most of the file.
    const model = name === 'cellNet' ? modelFamilies.cellNet({ ...task, channels: 16 }) : modelFamilies[name](task);
    files.set(name, await exportModel({ model, name }));
    model.dispose();
  }
});
afterAll(() => files.clear());

describe.each(names)('%s', (name) => {
  test.each(quantizationVariantNames)('%s runs, and is nearly the same', async (variant) => {
    const onnx = files.get(name) ?? new Uint8Array();
    const options = variant === 'int8-static' ? { variant, calibration: samples } : { variant };
    const quantized = await quantizeModel(onnx, options);
    expect(Object.values(quantized.quantized).length).toBeGreaterThan(0);
    const { maxRel } = await compareModels(onnx, quantized.onnx, samples);
    expect(maxRel).toBeLessThan(variant === 'float16' ? 0.01 : 0.15);
    expect(quantized.onnx.length).toBeLessThan(0.75 * onnx.length);
  });
});
