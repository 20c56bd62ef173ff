import type { LoadedData, Task } from './data.js';
import { networkInputShape } from './network-input-shape.js';

/** The task as the network sees it: `inputShape` is after the input transform. */
export function networkTaskOf(data: LoadedData): Task {
  return { ...data.task, inputShape: networkInputShape(data), samples: data.train.x.shape[0] };
}
