import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { iris } from '../../datasets/index.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import { trainModel } from '../../pipeline/train/train-model.js';

type Body = (x: tf.Tensor) => tf.Tensor;

/** A layer of a user's own, called `mine`, with one weight. */
class UserLayer extends layers.Layer {
  static className = 'UserLayer';
  constructor(private readonly body: Body) {
    super({ name: 'mine' });
  }
  override build(shape: Parameters<layers.Layer['build']>[0]): void {
    this.addWeight('offset', [1], 'float32', initializers.zeros());
    super.build(shape);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.body([inputs].flat()[0] as tf.Tensor));
  }
}

const modelWith = (body: Body) =>
  sequential({
    layers: [layers.dense({ units: 4, inputShape: [4] }), new UserLayer(body), layers.dense({ units: 3 })],
  });

async function messageOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('this should have failed');
}

/** The messages that docs/compiler.md quotes, each caused for real. */
export async function compilerMessages(): Promise<readonly string[]> {
  const cpu = await openEngine('cpu');
  await cpu.activate();
  const early = modelWith((x) => x);
  const engine = await openEngine('onnx');
  await engine.activate();
  const data = await iris().load();
  const plan = { epochs: 1, batchSize: 16, optimizer: { name: 'sgd', learningRate: 0.1 } } as const;
  const train = (model: LayersModel) => trainModel({ engine, model, plan, data, seedPath: [1] });
  const exported = (body: Body) => exportModel({ model: modelWith(body), name: 'm' });
  const stateful = sequential({
    layers: [layers.lstm({ units: 2, stateful: true, batchInputShape: [2, 3, 4], name: 'remembering' })],
  });
  let calls = 0;
  const failures: readonly (() => Promise<unknown>)[] = [
    () => exported((x) => ((tf.sum(x).dataSync()[0] ?? 0) > 0 ? x : tf.neg(x))),
    () => train(modelWith((x) => tf.mul(x, Math.random()))),
    () => exported((x) => tf.mul(x, tf.randomUniform([4]))),
    () => train(modelWith((x) => tf.div(x, 10 * 0.9 ** calls++))),
    () => exported((x) => tf.unique(tf.reshape(x, [-1])).values),
    () => exportModel({ model: stateful, name: 'm' }),
    () => exported((x) => tf.div(x, x.shape[0] ?? 1)),
    () => exported((x) => tf.concat([x, tf.zeros([1, 4])])),
    () => train(early),
    async () => tf.add(tf.tensor1d([1]), 1).dataSync(),
  ];
  const messages: string[] = [];
  for (const failure of failures) messages.push(await messageOf(failure));
  return messages;
}
