import { readFile } from 'node:fs/promises';
import type { EpochRecord } from '../../pipeline/study/trial.js';
import type { Curves } from '../../pipeline/train/diagnosis/curve-shape.js';
import { diagnose } from '../../pipeline/train/diagnosis/diagnose.js';
import type { TrainingVerdict } from '../../pipeline/train/diagnosis/training-verdict.js';

/** A training that was made to show its label; see `diagnosis-runs`. */
export type LabelledCurve = Curves & {
  /** `chosen`: thresholds were chosen on it. */
  readonly half: 'chosen' | 'judged';
  readonly label: TrainingVerdict;
  /** Of the data set. */
  readonly data: string;
  /** See `guessingScore`. */
  readonly guess: number;
  readonly end: 'finished' | 'diverged';
};

export async function readLabelledCurves(file: string | URL): Promise<readonly LabelledCurve[]> {
  return JSON.parse(await readFile(file, 'utf8'));
}

export function verdictOn({ guess, end, ...curves }: LabelledCurve): TrainingVerdict | undefined {
  const history = curves.trainLoss.map((trainLoss, i): EpochRecord => {
    const at = (column: keyof Curves) => curves[column][i] ?? Number.NaN;
    return {
      epoch: i + 1,
      learningRate: Number.NaN,
      trainLoss,
      trainScore: at('trainScore'),
      validationLoss: at('validationLoss'),
      validationScore: at('validationScore'),
      seconds: Number.NaN,
    };
  });
  return diagnose(history, guess, end === 'diverged')?.verdict;
}
