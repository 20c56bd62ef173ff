import type { Genotype } from '../../../models/cells/genotype.js';
import type { Analysis } from '../../analyze/analysis.js';
import type { ObjectiveImportance } from '../../rank/importance/study-importance.js';
import type { JsonValue } from '../../store/json-value.js';
import type { Distribution } from '../../store/stored-trial.js';
import type { OrdinalParameter } from '../../study/space.js';
import type { Direction, TrialState } from '../../study/trial.js';
import type { LayerInitialisation } from '../../train/initialisation-check/layer-initialisation.js';
import type { Fact, ReportFile, ReportTable, ValueInterval } from './report-data.js';

/** A study as it comes out of a report folder, a storage or a run: what `reportData` is made from. */
export interface StudyDescription {
  readonly name: string;
  readonly place: string;
  readonly status: string;
  readonly facts: readonly Fact[];
  /** `metric` is a key of the trials' metrics. */
  readonly objectives: readonly { readonly metric: string; readonly direction: Direction }[];
  readonly constraints: readonly {
    readonly metric: string;
    readonly bound: 'atMost' | 'atLeast';
    readonly value: number;
    readonly soft: boolean;
  }[];
  readonly space: Readonly<Record<string, Distribution | OrdinalParameter>>;
  /** Of metrics; one that is missing has none. */
  readonly units: Readonly<Record<string, string>>;
  /** Names of what the trials' curves hold. */
  readonly series: readonly string[];
  readonly step: 'epoch' | 'step';
  /** Best first. */
  readonly trials: readonly DescribedTrial[];
  readonly importance: readonly ObjectiveImportance[];
  readonly tables: readonly ReportTable[];
  /** The cells that an architecture search has found. */
  readonly genotype?: Genotype;
  /** What its best network does with the validation data, where that was looked at. */
  readonly analysis?: Analysis;
  readonly files: readonly ReportFile[];
}

export interface DescribedTrial {
  readonly number: number;
  /** Of a quantized variant of the trial's network; empty of the trial itself. */
  readonly variant: string;
  readonly state: TrialState;
  readonly reason: string;
  readonly feasible: boolean;
  readonly front: number | undefined;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly metrics: Readonly<Record<string, number | undefined>>;
  /** 95 %, of the metrics that have one. */
  readonly intervals?: Readonly<Record<string, ValueInterval>>;
  /** Values of constraints that are no metrics, <= 0 where one holds. */
  readonly constraints: readonly number[];
  readonly attributes: Readonly<Record<string, JsonValue>>;
  /** Ascending by step; one value for each of the study's series. */
  readonly curve: readonly { readonly step: number; readonly values: readonly number[] }[];
  readonly started?: Date;
  readonly finished?: Date;
  readonly diagnosis: string;
  readonly advice: string;
  readonly initialisation?: readonly LayerInitialisation[];
  readonly model: string;
}
