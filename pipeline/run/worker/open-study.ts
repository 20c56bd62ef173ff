import type { Engine } from '../../compiler/engine.js';
import { openEngine } from '../../compiler/open-engine.js';
import { UsageError } from '../../errors.js';
import type { LoadedData, Task } from '../../load/data.js';
import { networkTaskOf } from '../../load/network-task.js';
import { checkAgainstTask } from '../../study/check-against-task.js';
import { loadStudyFile } from '../../study/load-study-file.js';
import { overrideStudy } from '../../study/override-study.js';
import type { Study } from '../../study/study.js';
import type { TrialLimits } from '../../study/study-controls.js';
import type { WorkerSettings } from './protocol.js';

/** What a worker keeps for all its trials. */
export interface OpenStudy {
  readonly study: Study;
  readonly engine: Engine;
  readonly data: LoadedData;
  /** The task as the network sees it: `inputShape` is after the input transform. */
  readonly networkTask: Task;
}

/** @throws OrtuneError when the study, its engine or its data is refused */
export async function openStudy({
  studyFile,
  overrides,
  engine: name,
  ...options
}: WorkerSettings): Promise<OpenStudy> {
  // Before the study file: what that creates in tfjs must belong to the engine.
  const engine = await openEngine(name, options);
  await engine.activate();
  const study = overrideStudy(await loadStudyFile(studyFile), overrides);
  const data = await study.dataset.load();
  checkAgainstTask(study, data.task);
  checkMemory(study.limits);
  return { study, engine, data, networkTask: networkTaskOf(data) };
}

/** A limit that leaves nothing for a trial would fail each of them. */
function checkMemory({ trialMemoryMb = Number.POSITIVE_INFINITY }: TrialLimits): void {
  const resident = process.memoryUsage.rss() / 1e6;
  if (resident < trialMemoryMb) return;
  throw new UsageError(
    `\`limits.trialMemoryMb\`: is ${trialMemoryMb}, but a worker with the data loaded takes ${Math.ceil(resident)} MB before its first trial; give it more`,
  );
}
