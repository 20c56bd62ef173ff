import { calibrationChart } from './calibration.js';
import { cellSearchChart } from './cell-search.js';
import type { ChartDefinition } from './chart.js';
import { confusionChart } from './confusion.js';
import { contourChart } from './contour.js';
import { distributionChart } from './distribution.js';
import { effectiveLearningRateChart } from './effective-learning-rate.js';
import { featureImportanceChart } from './feature-importance.js';
import { historyChart } from './history.js';
import { importanceChart } from './importance.js';
import { latencyChart } from './latency.js';
import { learningCurvesChart } from './learning-curves.js';
import { parallelCoordinatesChart } from './parallel-coordinates.js';
import { paretoFrontChart } from './pareto-front.js';
import { parityChart } from './parity.js';
import { predictedAgainstTrueChart } from './predicted-against-true.js';
import { profileChart } from './profile.js';
import { rangeTestChart } from './range-test.js';
import { residualsChart } from './residuals.js';
import { sliceChart } from './slice.js';
import { timelineChart } from './timeline.js';
import { worthChart } from './worth.js';

/** Every chart of a report in the order of the page; the names are those of links and of picture files. */
export const charts = {
  'trade-off': paretoFrontChart,
  history: historyChart,
  'learning-curves': learningCurvesChart,
  'parallel-coordinates': parallelCoordinatesChart,
  importance: importanceChart,
  slice: sliceChart,
  contour: contourChart,
  distribution: distributionChart,
  worth: worthChart,
  'range-test': rangeTestChart,
  'effective-learning-rate': effectiveLearningRateChart,
  'cell-search': cellSearchChart,
  latency: latencyChart,
  parity: parityChart,
  timeline: timelineChart,
  confusion: confusionChart,
  calibration: calibrationChart,
  'predicted-against-true': predictedAgainstTrueChart,
  residuals: residualsChart,
  'feature-importance': featureImportanceChart,
  profile: profileChart,
} as const satisfies Readonly<Record<string, ChartDefinition>>;

export type ChartName = keyof typeof charts;
