import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

export interface History {
  readonly space: Space;
  readonly trials: readonly { readonly params: Parameters; readonly values: readonly [number] }[];
}

export interface OptunaImportance {
  /** What it says of each hyperparameter; it has no figure for conditional ones. */
  readonly importance: Readonly<Record<string, number>>;
  /** Processor time. */
  readonly seconds: number;
  readonly version: string;
}

/** Optuna's fANOVA of each history, computed by the Python of `peers`, a virtual environment with Optuna and scikit-learn. */
export async function optunaImportance(
  peers: string,
  histories: readonly History[],
): Promise<readonly OptunaImportance[]> {
  const script = fileURLToPath(new URL('../peers/optuna_importance.py', import.meta.url));
  const { stdout } = await execa(join(peers, 'bin', 'python'), ['-W', 'ignore', script], {
    input: JSON.stringify(histories),
    stderr: 'inherit',
  });
  return JSON.parse(stdout) as readonly OptunaImportance[];
}
