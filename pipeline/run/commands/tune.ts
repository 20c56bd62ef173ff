import { resolve } from 'node:path';
import type { EngineName } from '../../compiler/engine.js';
import { type ExitCode, exitCodes, ReportFolderError, StorageError, UsageError } from '../../errors.js';
import { prepareReportFolder } from '../../report/prepare-report-folder.js';
import { isPrunerName, pruners } from '../../search/pruners/registry.js';
import { isSamplerName, samplers } from '../../search/samplers/registry.js';
import { loadStudyFile } from '../../study/load-study-file.js';
import { suggestName } from '../../study/nearest-name.js';
import { overrideStudy, type StudyOverrides } from '../../study/override-study.js';
import { quoteValue } from '../../study/quote-value.js';
import type { StudyOutcome } from '../conduct.js';
import type { StudyEvent } from '../events.js';
import { chooseDisplay, ownSurroundings } from '../progress/choose-display.js';
import { openRenderer } from '../progress/open-renderer.js';
import type { Existing } from '../record/claim-study.js';
import { runStudy } from '../run-study.js';
import { interruptSignal } from './interrupt-signal.js';
import { resumeCommand } from './resume-command.js';

export interface TuneOptions {
  readonly trials?: number;
  readonly workers?: number;
  readonly seed?: number;
  readonly sampler?: string;
  readonly pruner?: string;
  readonly engine: EngineName;
  readonly provider?: readonly string[];
  readonly timeout?: number;
  readonly trialTimeout?: number;
  readonly trialMemory?: number;
  readonly retries?: number;
  readonly out: string;
  readonly storage?: string;
  readonly queue?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** `ortune tune`: runs a study file. @throws OrtuneError */
export async function tune(file: string, options: TuneOptions): Promise<ExitCode> {
  const { engine, debug } = options;
  const overrides = overridesOf(options);
  const study = overrideStudy(await loadStudyFile(file), overrides);
  const folder = resolve(options.out, study.name);
  await prepareReportFolder(folder, study.name);

  const display = chooseDisplay(options, ownSurroundings());
  const renderer = openRenderer(display, process.stdout);
  const interrupt = interruptSignal(() =>
    renderer.show({ type: 'warning', message: 'interrupted: writing the report (again to stop at once)' }),
  );
  let begun = false;
  try {
    const outcome = await runStudy({
      study,
      studyFile: resolve(file),
      overrides,
      engine,
      executionProviders: options.provider,
      folder,
      queue: options.queue,
      recording: { storage: options.storage, existing: existingOf(options) },
      debug,
      interrupt: interrupt.signal,
      onEvent(event) {
        begun ||= event.type === 'trial-started';
        renderer.show(withRemedy(event));
      },
    });
    return exitCodeOf(outcome);
  } catch (error) {
    if (begun && (error instanceof StorageError || error instanceof ReportFolderError)) {
      const message = `what was recorded before is kept; go on with: ${resumeCommand(process.argv.slice(2))}`;
      renderer.show({ type: 'warning', message });
    }
    throw error;
  } finally {
    renderer.close();
    interrupt.dispose();
  }
}

function overridesOf(options: TuneOptions): StudyOverrides {
  const { trials, workers, seed, timeout, trialTimeout, trialMemory, retries, set, sampler, pruner } = options;
  if (sampler !== undefined && !isSamplerName(sampler)) throw unknownName('sampler', sampler, Object.keys(samplers));
  if (pruner !== undefined && !isPrunerName(pruner)) throw unknownName('pruner', pruner, Object.keys(pruners));
  const limits = { seconds: timeout, trialSeconds: trialTimeout, trialMemoryMb: trialMemory };
  return { trials, workers, seed, ...limits, retries, set, sampler, pruner };
}

/** An interrupted study says how to go on with it. */
function withRemedy(event: StudyEvent): StudyEvent {
  const isInterrupted = event.type === 'study-finished' && event.reason === 'interrupted' && event.report !== undefined;
  return isInterrupted ? { ...event, resume: resumeCommand(process.argv.slice(2)) } : event;
}

function existingOf({ resume, overwrite }: TuneOptions): Existing {
  if (resume && overwrite) throw new UsageError('`--resume` and `--overwrite` exclude each other; give one of them');
  return resume ? 'resume' : overwrite ? 'overwrite' : 'replace-ended';
}

const unknownName = (what: string, name: string, known: readonly string[]) =>
  new UsageError(`\`--${what}\`: unknown ${what} ${quoteValue(name)}; ${suggestName(name, known)}`);

function exitCodeOf({ reason, best }: StudyOutcome): ExitCode {
  if (reason === 'interrupted') return exitCodes.interrupted;
  return best ? exitCodes.done : exitCodes.noFeasibleTrial;
}
