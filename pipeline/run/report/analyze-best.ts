import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { analyzeNetwork } from '../../analyze/analyze-network.js';
import { openEngine } from '../../compiler/open-engine.js';
import { OrtuneError } from '../../errors.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import type { Study } from '../../study/study.js';

/** Beside the report, where it is made of the network that lies there. */
export const analysisFile = 'analysis.json';

/**
 * Looks at what best.onnx of a report folder does with the validation data of its study, and writes it there as analysis.json.
 * It computes in this process, with one thread: no trial may be trained meanwhile.
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
  await writeFileOrExplain(join(folder, analysisFile), `${JSON.stringify(analysis)}\n`);
}
