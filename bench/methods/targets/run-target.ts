import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import type { StudyEvent } from '../../../pipeline/run/events.js';
import type { TrialRecord } from '../../../pipeline/study/trial.js';
import { type Target, targetAsEnvironment } from './target.js';

export interface TargetResult {
  /** Of the best trial, which validation accuracy chose; undefined where none was complete in time. */
  readonly testAccuracy: number | undefined;
  readonly validationAccuracy: number | undefined;
  readonly setting: string;
  /** COMPLETE, of those begun. */
  readonly complete: number;
  readonly begun: number;
  /** From the start of the command to its end. */
  readonly seconds: number;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Runs the preset with the compiled command line, as users do; the report stays in `out`. */
export async function runTarget(target: Target, out: string, onLine: (line: string) => void): Promise<TargetResult> {
  const args = ['tune', 'bench/methods/targets/auto.study.ts', '--json', '--out', out];
  const begun = performance.now();
  const command = execaNode('dist/pipeline/cli.js', args, {
    cwd: root,
    env: targetAsEnvironment(target),
    reject: false,
    nodeOptions: [],
  });
  let finished: Extract<StudyEvent, { type: 'study-finished' }> | undefined;
  for await (const line of command) {
    const event = JSON.parse(String(line)) as StudyEvent | { readonly type: 'error'; readonly message: string };
    if (event.type === 'error') throw new Error(event.message);
    if (event.type === 'trial-finished') onLine(describeTrial(event.trial));
    if (event.type === 'study-finished') finished = event;
  }
  const { stderr } = await command;
  if (!finished) throw new Error(`the study did not finish: ${stderr}`);
  const { ranking, best } = finished;
  return {
    testAccuracy: best?.metrics['test.accuracy'],
    validationAccuracy: best?.metrics['validation.accuracy'],
    setting: JSON.stringify(best?.parameters ?? {}),
    complete: ranking.filter(({ state }) => state === 'COMPLETE').length,
    begun: ranking.length,
    seconds: (performance.now() - begun) / 1000,
  };
}

function describeTrial({ number, state, reason, epochs, metrics, parameters }: TrialRecord): string {
  const { 'test.accuracy': test, 'train.seconds': seconds } = metrics;
  const what = state === 'COMPLETE' ? `${test?.toFixed(4)} on test after ${seconds?.toFixed(0)} s` : reason;
  return `trial ${number} ${state}: ${what}, ${epochs} epochs, ${JSON.stringify(parameters)}`;
}
