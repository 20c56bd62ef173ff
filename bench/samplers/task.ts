import type { Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

/** A problem with a known answer. */
export interface Task {
  readonly name: string;
  readonly kind: 'smooth' | 'multimodal' | 'log' | 'integer' | 'categorical' | 'conditional' | 'sparse' | 'table';
  readonly space: Space;
  /** To be minimised; without noise. */
  readonly loss: (parameters: Parameters) => number;
  /** The least loss of the space. */
  readonly best: number;
}
