import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EndReason } from '../../study/end-reason.js';
import type { Study } from '../../study/study.js';
import { analyzeBest } from './analyze-best.js';

export interface LookRequest {
  /** The folder of the reports. */
  readonly folder: string;
  readonly study: Study;
  readonly ended: EndReason;
  /** Aborted when the user wants the study to end. */
  readonly interrupt?: AbortSignal;
  readonly onWarning: (message: string) => void;
}

/**
 * `analyzeBest` at the end of a study, if there is a best network, and not where the study was interrupted: whoever does that does
 * not want to wait. Whatever goes wrong is a warning: the study is done, and its report lacks this part.
 */
export async function lookAtBest({ folder, study, ended, interrupt, onWarning }: LookRequest): Promise<void> {
  if (ended === 'interrupted' || !existsSync(join(folder, 'best.onnx'))) return;
  await analyzeBest(folder, study, interrupt).catch((error: unknown) => {
    onWarning(`the best network was not looked at: ${error instanceof Error ? error.message : String(error)}`);
  });
}
