import type { LoadedData, SampleData, Split } from '../load/data.js';
import { sliceRows } from '../load/gather-batch.js';
import { scoreOutputs } from '../train/score-outputs.js';
import type { Analysis } from './analysis.js';
import { permutationImportance } from './permutation-importance.js';

export interface ColumnsRequest {
  readonly data: LoadedData;
  /** In random order: the first rows are looked at. */
  readonly split: Split;
  readonly seed: number;
  readonly predict: (x: SampleData) => Promise<Float32Array>;
  /** Rows that there is time to predict, shuffled copies included. */
  readonly affordable: number;
}

const repeats = 10;
const mostColumns = 200;
const mostRows = 2000;
/** Fewer say nothing, whatever it takes. */
const fewestRows = 100;
/** Rows with shuffled copies: some seconds for the usual network of a table. */
const mostPredictions = 300_000;

/** What a network loses without each column of a table; undefined of other data, and where the score is not a number. */
export async function importanceOfColumns({
  data: { inputTransform, task },
  split,
  seed,
  predict,
  affordable,
}: ColumnsRequest): Promise<Analysis['features']> {
  if (inputTransform.kind !== 'columns' || inputTransform.columns.length > mostColumns) return undefined;
  const names = inputTransform.columns.map(({ name }) => name);
  const possible = Math.floor(Math.min(mostPredictions, affordable) / (names.length * repeats));
  const rows = Math.min(split.x.shape[0] ?? 0, mostRows, Math.max(fewestRows, possible));
  const some = sliceRows(split, 0, rows);
  const { baseline, features } = await permutationImportance({
    x: Float32Array.from(some.x.data),
    names,
    repeats,
    seed,
    predict,
    score: (outputs) => scoreOutputs(task.kind, outputs, some),
  });
  if (!features.every(({ drop, spread }) => Number.isFinite(drop + spread))) return undefined;
  return { score: task.kind === 'classification' ? 'accuracy' : 'r2', baseline, rows, repeats, features };
}
