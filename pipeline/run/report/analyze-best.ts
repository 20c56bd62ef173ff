import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../../analyze/analysis.js';
import { analyzeNetwork } from '../../analyze/analyze-network.js';
import { inspectModel } from '../../benchmark/inspection.js';
import { shapesOf } from '../../benchmark/read-profile.js';
import type { SessionOptions } from '../../benchmark/timed-session.js';
import { openEngine } from '../../compiler/open-engine.js';
import { OrtuneError } from '../../errors.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import type { Study } from '../../study/study.js';

/** Beside the report, where it is made of the network that lies there. */
export const analysisFile = 'analysis.json';

/**
 * Looks at what best.onnx of a report folder does with the validation data of its study, and writes it there as analysis.json.
 * It computes in this process, with one thread, and in another that runs the network under ONNX Runtime's profiler: no trial may be
 * trained meanwhile.
 * @throws OrtuneError where there is no best.onnx, or it does not fit the data
 * @throws the signal's reason where that stopped it
 */
export async function analyzeBest(folder: string, study: Study, signal?: AbortSignal): Promise<void> {
  const file = join(folder, 'best.onnx');
  const onnx = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new OrtuneError(`cannot read ${file}: ${problem}`, { cause: error });
  });
  const data = await study.dataset.load();
  // Normalised samples are computed by tfjs.
  if (study.export.normalisation === 'excluded') await (await openEngine('cpu')).activate();
  const analysis = await analyzeNetwork({ onnx, data, study, signal });
  const profile = await profileOf(file, study.benchmark.session, signal);
  await writeFileOrExplain(join(folder, analysisFile), `${JSON.stringify({ ...analysis, profile })}\n`);
}

/** More cannot be told apart, and are as good as nothing in time. */
const mostNodes = 100;

/** As the network is timed: one sample, the same session options. */
async function profileOf(file: string, session: SessionOptions, signal?: AbortSignal): Promise<Analysis['profile']> {
  try {
    const { profile } = await inspectModel(file, session, {}, { signal });
    return {
      run: profile.run,
      runs: profile.runs,
      between: profile.run - profile.nodes.reduce((sum, { microseconds }) => sum + microseconds, 0),
      nodes: profile.nodes.slice(0, mostNodes).map((node) => ({
        name: node.name,
        operator: node.operator,
        microseconds: node.microseconds,
        shapes: shapesOf(node),
      })),
    };
  } catch (error) {
    if (!(error instanceof OrtuneError)) throw error;
    return { problem: error.message };
  }
}
