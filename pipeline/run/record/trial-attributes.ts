import { z } from 'zod';
import type { Attributes, JsonValue } from '../../store/json-value.js';
import { type EpochRecord, type MetricValues, metrics as metricTable, type TrialRecord } from '../../study/trial.js';
import { type TrialTiming, trialTimingSchema } from '../../study/trial-timing.js';
import type { LayerInitialisation } from '../../train/initialisation-check/layer-initialisation.js';

/**
 * What a storage holds of a trial beside Optuna's own tables. Metrics, diagnosis and the path of the model are for whoever reads the
 * study: user attributes. The rest is for ortune.
 */
export const trialAttributes = {
  /** User: every metric by its name. */
  metrics: 'metrics',
  /** User: verdict on the learning curves; absent where there is none. */
  diagnosis: 'diagnosis',
  /** User: where the exported network lies in the report folder. */
  model: 'model',
  /** System, from the beginning: the number of the trial in its study; attempts at one trial have the same. */
  number: 'ortune:trial',
  /** System, from the beginning: which of the study's enqueued settings it is. */
  enqueued: 'ortune:enqueued',
  /** System: the learning curve, a list of numbers for each epoch, see `curveColumns`. */
  curve: 'ortune:curve',
  /** System: each layer before training. */
  initialisation: 'ortune:initialisation',
  /** System: what was noticed that is no failure, a list of texts. */
  warnings: 'ortune:warnings',
  /** System: what its latencies are worth, where they were needed before it ended; see `TrialTiming`. */
  timing: 'ortune:timing',
  /** System: the cause of a failure, by which failures are grouped. Absent where nobody was left to say. */
  failure: 'ortune:failure',
  /** System: `true` of a failure that is its process's. */
  lost: 'ortune:lost',
} as const;

/** In the order in which they are stored. */
const curveColumns = [
  'epoch',
  'learningRate',
  'trainLoss',
  'trainScore',
  'validationLoss',
  'validationScore',
  'seconds',
] as const satisfies readonly (keyof EpochRecord)[];

/** The attributes of a trial that has ended. */
export function endAttributes(trial: TrialRecord): { readonly user: Attributes; readonly system: Attributes } {
  const { number, state, metrics, curve, diagnosis, initialisation, timing, warnings } = trial;
  return {
    user: {
      [trialAttributes.metrics]: { ...metrics },
      ...(diagnosis !== '' && { [trialAttributes.diagnosis]: diagnosis }),
      ...(state === 'COMPLETE' && { [trialAttributes.model]: `trials/${number}/model.onnx` }),
    },
    system: {
      ...(curve.length > 0 && {
        [trialAttributes.curve]: curve.map((record) => curveColumns.map((column) => record[column])),
      }),
      ...(initialisation && { [trialAttributes.initialisation]: initialisation.map(withoutUndefined) }),
      ...(timing && { [trialAttributes.timing]: timingAttribute(timing) }),
      ...(warnings && { [trialAttributes.warnings]: [...warnings] }),
    },
  };
}

export const timingAttribute = ({ begun, rounds, intervals, disturbances }: TrialTiming): Attributes => ({
  begun,
  rounds: { ...rounds },
  intervals: Object.fromEntries(Object.entries(intervals).map(([name, interval]) => [name, { ...interval }])),
  disturbances,
});

const withoutUndefined = (layer: LayerInitialisation): Attributes =>
  Object.fromEntries(Object.entries(layer).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));

interface StoredAttributes {
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
}

/** The part of a trial's record that `endAttributes` has stored. */
export function readEndAttributes({
  userAttributes: user,
  systemAttributes: system,
}: StoredAttributes): Pick<
  TrialRecord,
  'metrics' | 'curve' | 'epochs' | 'diagnosis' | 'initialisation' | 'timing' | 'warnings'
> {
  const rows = system[trialAttributes.curve];
  const diagnosis = user[trialAttributes.diagnosis];
  const stored = { warnings: system[trialAttributes.warnings], layers: system[trialAttributes.initialisation] };
  const warnings = stored.warnings && warningsSchema.safeParse(stored.warnings).data;
  const timing = trialTimingSchema.safeParse(system[trialAttributes.timing]).data;
  const layers = stored.layers && layersSchema.safeParse(stored.layers).data;
  return {
    metrics: readMetrics(user[trialAttributes.metrics]),
    // Made where it is asked for: the epochs of a large study would take several times the memory of all else.
    get curve() {
      return readCurve(rows);
    },
    epochs: lastEpoch(rows),
    diagnosis: typeof diagnosis === 'string' ? diagnosis : '',
    ...(layers && { initialisation: layers }),
    ...(timing && { timing }),
    ...(warnings && { warnings }),
  };
}

/** A whole number that an attribute holds; undefined where it holds anything else. */
export function wholeNumber(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The metrics that an attribute holds. */
export function readMetrics(stored: JsonValue | undefined): MetricValues {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(([name, value]) => typeof value === 'number' && Object.hasOwn(metricTable, name)),
  );
}

function lastEpoch(stored: JsonValue | undefined): number {
  const last: JsonValue | undefined = Array.isArray(stored) ? stored.at(-1) : undefined;
  return Array.isArray(last) ? Number(last[0]) : 0;
}

const warningsSchema = z.array(z.string());

/** Not by a schema: a large study has a million of these. */
function readCurve(stored: JsonValue | undefined): readonly EpochRecord[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((row: JsonValue) => {
    if (!Array.isArray(row) || row.length !== curveColumns.length) return [];
    const [epoch, learningRate, trainLoss, trainScore, validationLoss, validationScore, seconds] = row.map(Number);
    return [{ epoch, learningRate, trainLoss, trainScore, validationLoss, validationScore, seconds } as EpochRecord];
  });
}

const layersSchema: z.ZodType<readonly LayerInitialisation[]> = z.array(
  z.custom<LayerInitialisation>((layer) => typeof layer === 'object' && layer !== null && 'verdict' in layer),
);
