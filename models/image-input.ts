import { layers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';

/**
 * The layers that take images [height, width, channels] or [height, width], the latter as images of one channel.
 * @param halvings how often the network halves them, which `option` decides
 * @throws ModelError for samples of another shape, or images too small.
 */
export function imageInput(
  family: string,
  inputShape: readonly number[],
  { halvings, option }: { readonly halvings: number; readonly option?: string },
): layers.Layer[] {
  const [height = 0, width = 0] = inputShape;
  if (inputShape.length !== 2 && inputShape.length !== 3) {
    throw new ModelError(
      `${family} takes images [height, width, channels] or [height, width], got samples of shape [${inputShape.join(', ')}]: use mlp for tables`,
    );
  }
  const size = Math.min(height, width);
  if (size < 2 ** halvings) {
    const most = Math.floor(Math.log2(size));
    throw new ModelError(
      `${option ?? family} halves the image ${halvings} times, but it is only ${height} by ${width}: ` +
        (option ? `use at most ${most}` : 'use convNet with fewer blocks'),
    );
  }
  const first = layers.inputLayer({ inputShape: [...inputShape] });
  return inputShape.length === 2 ? [first, layers.reshape({ targetShape: [height, width, 1] })] : [first];
}
