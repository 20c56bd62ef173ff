import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from './task.js';

const fileName = /^taskset_(.+)_valid\.csv$/;

/**
 * TaskSet (Metz et al. 2020, "Using a thousand optimization tasks to learn hyperparameter search strategies"): text classifiers, each
 * trained with the same 1,000 settings of an optimizer for 10,000 steps. Columns `valid_loss_0` to `valid_loss_50` of `folder`'s
 * `taskset_*_valid.csv` are the validation loss every 200 steps. The first is that of the untrained network, so a curve has 50 epochs.
 */
export function loadLearningCurves(folder: string): readonly Task[] {
  const tasks = readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const name = fileName.exec(file)?.[1];
      return name === undefined ? [] : [readTask(name, readFileSync(join(folder, file), 'utf8'))];
    });
  if (tasks.length === 0) throw new Error(`${folder} holds no taskset_*_valid.csv`);
  return tasks;
}

function readTask(name: string, csv: string): Task {
  const [header = '', ...rows] = csv.trim().split('\n');
  const first = header.split(',').indexOf('valid_loss_1');
  if (first < 0) throw new Error(`the table of ${name} has no column valid_loss_1`);
  const curves = rows.map((row) => row.split(',').slice(first).map(readLoss));
  return { name: name.replace(/^FixedTextRNNClassification_imdb_/, ''), curves, epochs: curves[0]?.length ?? 0 };
}

const readLoss = (cell: string) => (cell.trim() === '' ? Number.NaN : Number(cell));
