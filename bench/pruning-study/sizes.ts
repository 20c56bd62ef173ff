/** How large the compared studies are; they load the study file in processes of their own, so it travels in the environment. */
export interface Sizes {
  readonly train: number;
  readonly validation: number;
  /** Of a trial that is not pruned. */
  readonly epochs: number;
  /** The validation accuracy at which the study ends; null: at its last trial. */
  readonly target: number | null;
}

const variable = 'ORTUNE_PRUNING_BENCH';

export const sizesAsEnvironment = (sizes: Sizes) => ({ [variable]: JSON.stringify(sizes) });

export const readSizes = (): Sizes => JSON.parse(process.env[variable] ?? '') as Sizes;
