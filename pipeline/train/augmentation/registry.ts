import type { RegistryChoice } from '../../search/registry-choice.js';
import type { AugmentationDefinition } from './augmentation.js';
import { cropAugmentation } from './crop.js';
import { cutoutAugmentation } from './cutout.js';
import { flipAugmentation } from './flip.js';
import { mixupAugmentation } from './mixup.js';
import { shiftAugmentation } from './shift.js';

/** Every augmentation of training images by the name a study file gives it. */
export const augmentations = {
  flip: flipAugmentation,
  shift: shiftAugmentation,
  crop: cropAugmentation,
  cutout: cutoutAugmentation,
  mixup: mixupAugmentation,
} as const satisfies Readonly<Record<string, AugmentationDefinition>>;

export type AugmentationName = keyof typeof augmentations;

export type AugmentationChoice = RegistryChoice<typeof augmentations>;
