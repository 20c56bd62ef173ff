import type { InputTransform, LoadedData } from '../../load/data.js';
import type { ImageFormat } from './augmentation.js';

/** Height, width and channels of samples that are images, [height, width, channels] or [height, width]. */
export function imageSize(inputShape: readonly number[]): Omit<ImageFormat, 'neutral'> | undefined {
  const [height = 0, width = 0, channels = 1] = inputShape;
  return inputShape.length === 2 || inputShape.length === 3 ? { height, width, channels } : undefined;
}

/** @throws Error for samples that are no images, which plans are checked for. */
export function imageFormat({ task, train, inputTransform }: LoadedData): ImageFormat {
  const size = imageSize(task.inputShape);
  if (!size) throw new Error(`samples of shape [${task.inputShape.join(', ')}] are no images`);
  const zero = seenAsZero(inputTransform);
  return { ...size, neutral: train.x.data instanceof Uint8Array ? zero.map(Math.round) : zero };
}

/** (x - mean) / std is 0 at the mean. */
const seenAsZero = (transform: InputTransform): readonly number[] =>
  transform.kind === 'standardise' ? transform.mean : [0];
