import { dirname } from 'node:path';
import { describeMachine } from '../../benchmark/machine.js';
import { readInputs } from '../../benchmark/read-inputs.js';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { checkWritable } from '../../report/check-writable.js';
import { explainUnwritable, writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { measureFile } from '../../tune-session/measure-file.js';
import { renderTuning, renderTuningProgress } from '../../tune-session/render-tuning.js';
import { type SessionTuning, tuneSession } from '../../tune-session/tune-session.js';
import type { TuningObjectiveName } from '../../tune-session/tuning-objectives.js';
import { interruptSignal } from './interrupt-signal.js';

export interface TuneSessionOptions {
  readonly objective: TuningObjectiveName;
  readonly out?: string;
  readonly trials: number;
  readonly seconds: number;
  readonly dim?: Readonly<Record<string, number>>;
  readonly inputs?: string;
  readonly seed: number;
  readonly json?: boolean;
}

/**
 * `ortune tune-session`: writes the options that are best for a model, as `InferenceSession.create` takes them.
 * @throws OrtuneError
 */
export async function tuneSessionOf(model: string, options: TuneSessionOptions): Promise<ExitCode> {
  const { objective, trials, seconds, seed, json } = options;
  const out = options.out ?? model.replace(/(\.onnx)?$/, '.session.json');
  if (out === model) throw new UsageError(`\`--out ${out}\` is the model itself: give another file`);
  await checkWritable(dirname(out)).catch(explainUnwritable(out));
  const given = options.inputs === undefined ? undefined : await readInputs(options.inputs);
  const machine = describeMachine();
  const interrupt = interruptSignal(() => undefined);
  let tuning: SessionTuning;
  try {
    const measure = measureFile(model, objective, {
      seconds,
      dims: options.dim,
      given,
      seed,
      signal: interrupt.signal,
    });
    tuning = await tuneSession(measure, {
      processors: machine.processors,
      trials,
      seed,
      onProgress: (progress) => process.stderr.write(`${renderTuningProgress(progress)}\n`),
    });
  } catch (error) {
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    interrupt.dispose();
  }
  await writeFileOrExplain(out, `${JSON.stringify(tuning.options, undefined, 2)}\n`);
  process.stdout.write(
    json
      ? `${JSON.stringify({ model, objective, out, machine, ...tuning })}\n`
      : renderTuning({ model, objective, out, machine, tuning }),
  );
  return exitCodes.done;
}
