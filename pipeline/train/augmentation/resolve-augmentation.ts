import { z } from 'zod';
import { StudyFileError } from '../../errors.js';
import type { Task } from '../../load/data.js';
import { describeIssues } from '../../study/describe-issues.js';
import { quoteValue } from '../../study/quote-value.js';
import { registryChoiceSchema } from '../../study/registry-choice-schema.js';
import type { Loss } from '../losses/loss.js';
import { type LossName, losses } from '../losses/registry.js';
import type { Augmentation, BatchAugmentation, ImageAugmentation } from './augmentation.js';
import { imageSize } from './image-format.js';
import { type AugmentationChoice, augmentations } from './registry.js';

/** What is done to the samples of a training batch. */
export interface ResolvedAugmentation {
  /** To each image, in this order. */
  readonly images: readonly ImageAugmentation[];
  /** Then to the batch. */
  readonly batch?: BatchAugmentation;
}

const choices = z.array(registryChoiceSchema<Augmentation>('augmentation', augmentations, 'none'), {
  error: 'must be a list such as [flip(), crop({ padding: 4 })]',
});

/**
 * @throws StudyFileError for an unknown augmentation, an option out of range, samples that are no images, and a
 * blending that is not the last or whose targets the loss does not take.
 * @param part of the study file that has the option, for messages
 */
export function resolveAugmentation(
  given: readonly AugmentationChoice[],
  task: Task,
  loss: LossName,
  part: 'training' | 'search' = 'training',
): ResolvedAugmentation | undefined {
  const where = `${part}.augmentation`;
  const { data, error } = choices.safeParse(given);
  if (!data) {
    const issues = error.issues.map((issue) => ({ ...issue, path: [part, 'augmentation', ...issue.path] }));
    throw new StudyFileError(describeIssues(issues, { [part]: { augmentation: given } }));
  }
  if (data.length === 0) return undefined;
  checkSizes(data, task, where);
  const images = data.filter((augmentation) => augmentation.changes === 'image');
  const [batch, ...others] = data.filter((augmentation) => augmentation.changes === 'batch');
  if (!batch) return { images };
  if (others.length > 0 || data.at(-1) !== batch) {
    throw new StudyFileError(
      `\`${where}\` has \`${batch.name}\` before something else: it blends what the others have made, so put it last, once`,
    );
  }
  const { takesShares }: Loss = losses[loss];
  if (takesShares) return { images, batch };
  throw new StudyFileError(
    `\`${where}\`: \`${batch.name}\` makes targets that belong to two classes, which the loss ${quoteValue(loss)} does not take; ` +
      'leave it out, or take another loss',
  );
}

function checkSizes(data: readonly Augmentation[], { inputShape }: Task, where: string): void {
  const size = imageSize(inputShape);
  if (!size) {
    throw new StudyFileError(
      `\`${where}\` changes images, [height, width, channels] or [height, width], but the samples of this data set have the shape ` +
        `[${inputShape.join(', ')}]; leave it out`,
    );
  }
  for (const [index, augmentation] of data.entries()) {
    const problem = augmentation.changes === 'image' && augmentation.problem(size);
    if (!problem) continue;
    throw new StudyFileError(
      `\`${where}[${index}]\`: ${problem} for images of ${size.height} by ${size.width}, got ${augmentation.name} with ` +
        `${Object.values(augmentation.options).join(', ')}`,
    );
  }
}
