import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { sliceRows } from '../../load/gather-batch.js';
import { applyInputTransform } from '../../train/apply-input-transform.js';
import { batchSpecs } from '../../train/batch-inputs.js';
import type { NetworkTransforms } from './network-transforms.js';
import type { OpenStudy } from './open-study.js';

/** Real samples with what the trained network makes of them, to hold an exported file against. */
export interface ReferenceOutputs {
  /** As the exported file takes them. */
  readonly x: Uint8Array | Float32Array;
  readonly y: Float32Array;
}

/**
 * What the network, in the engine that trained it, gives for the first validation samples.
 * @param rows at most; fewer where there are fewer
 */
export async function referenceOutputs(
  { engine, data, study }: OpenStudy,
  model: LayersModel,
  { after }: NetworkTransforms,
  rows: number,
): Promise<ReferenceOutputs> {
  const count = Math.min(rows, data.validation.x.shape[0] ?? 0);
  const raw = sliceRows(data.validation, 0, count).x.data;
  const program = await engine.compile({
    name: 'predict',
    inputs: { x: batchSpecs(data, count).x },
    state: model.weights.map((weight) => weight.read() as tf.Variable),
    step({ x }) {
      const seen = applyInputTransform(x, data.inputTransform);
      // A copy: where nothing is transformed it would be the input itself.
      return { seen: seen.clone(), y: after(model.apply(seen, { training: false }) as tf.Tensor) };
    },
  });
  try {
    const out = await program.run({ x: raw });
    return {
      x: study.export.normalisation === 'included' ? raw : Float32Array.from(out.seen),
      y: Float32Array.from(out.y),
    };
  } finally {
    program.dispose();
  }
}
