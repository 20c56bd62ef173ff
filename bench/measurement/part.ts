/** One figure of a part of this bench. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Of the rounds or repeats behind it. */
  readonly n: number;
  readonly lowest?: number;
  readonly highest?: number;
}

export interface PartOptions {
  /** Where the models are put. */
  readonly folder: string;
  /** How often it is repeated. */
  readonly repeats: number;
  /** Time for one measurement of one model. */
  readonly seconds: number;
  /** Told after each repeat. */
  readonly onRepeat: (text: string) => void;
}
