/**
 * Run in a process of its own, because vitest replaces Node's module loader: loads every study file named on the
 * command line and prints one JSON line for each.
 */
import { basename } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { defineStudy } from '../../index.js';
import { loadStudyFile } from '../../pipeline/study/load-study-file.js';
import { studyImports } from '../../pipeline/study/study-imports.js';

for (const path of process.argv.slice(2)) {
  const line = await loadStudyFile(path).then(
    (study) => ({
      name: study.name,
      trials: study.trials,
      // The fixtures put what they imported into the data set's options.
      sameOrtune: study.dataset.options.defineStudy === defineStudy,
      sameCore: study.dataset.options.Tensor === tf.Tensor,
      sameLayers: study.dataset.options.LayersModel === LayersModel,
      helper: study.dataset.options.helper,
      imports: studyImports(path).map((file) => basename(file)),
    }),
    (error: Error) => ({ error: error.name, message: error.message }),
  );
  console.log(JSON.stringify(line));
}
