/** An operator that a variant leaves in float32, and why. */
export interface KeptOperator {
  /** Its name in the file, or its first output's. */
  readonly name: string;
  readonly op: string;
  readonly reason: string;
}
