/** A training problem whose learning curves are all known beforehand. */
export interface Task {
  readonly name: string;
  /**
   * One curve per setting: the loss after 1, 2, ... epochs, to be minimised. A curve diverges where it is not finite, and its
   * trial fails there.
   */
  readonly curves: readonly (readonly number[])[];
  /** Epochs of a full run. */
  readonly epochs: number;
}
