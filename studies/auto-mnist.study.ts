import { defineStudy, mnist, presets } from 'ortune';

/** Handwritten digits, nothing chosen: ten minutes on two cores. */
export default defineStudy({ name: 'auto-mnist', dataset: mnist(), ...presets.auto() });
