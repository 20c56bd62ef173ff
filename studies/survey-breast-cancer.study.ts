import { breastCancer, defineStudy, presets } from 'ortune';

/** Customary learning rates and batch sizes, all fifteen combinations, on a small table: done in a minute. */
export default defineStudy({ name: 'survey-breast-cancer', dataset: breastCancer(), ...presets.survey() });
