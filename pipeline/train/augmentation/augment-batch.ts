import type { LoadedData } from '../../load/data.js';
import type { RandomStream } from '../../random/random-stream.js';
import { shuffledIndices } from '../../random/shuffled-indices.js';
import type { BatchBuffers } from '../batch-inputs.js';
import type { BlendBuffers } from './blend.js';
import { imageFormat } from './image-format.js';
import type { ResolvedAugmentation } from './resolve-augmentation.js';

/** Changes the first `count` samples of a batch that was gathered; what is blended in the step is drawn here too. */
export type AugmentBatch = (buffers: BatchBuffers & Partial<BlendBuffers>, count: number, random: RandomStream) => void;

export function createAugmentBatch({ images, batch }: ResolvedAugmentation, data: LoadedData): AugmentBatch {
  const format = imageFormat(data);
  const length = format.height * format.width * format.channels;
  return ({ x, partners, share }, count, random) => {
    for (let i = 0; i < count; i++) {
      for (const augmentation of images) augmentation.apply(x, i * length, format, random);
    }
    if (!batch || !partners || !share) return;
    share[0] = batch.drawShare(random);
    partners.set(shuffledIndices(count, random));
  };
}
