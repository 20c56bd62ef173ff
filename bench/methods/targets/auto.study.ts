import { defineStudy, presets } from 'ortune';
import { datasetOf, readTarget } from './target.js';

const target = readTarget();

/** The preset `auto` as a user has it, with the data and the time of the bench. */
export default defineStudy({
  name: `auto-${target.dataset}`,
  dataset: datasetOf(target),
  ...presets.auto({ seconds: target.seconds }),
});
