import { auto } from './auto.js';
import { survey } from './survey.js';

export type { AutoOptions } from './auto.js';

/** Everything of a study but its name and its data: `defineStudy({ name, dataset, ...presets.auto() })`. */
export const presets = { auto, survey } as const;
