import type { LayersModel } from '@tensorflow/tfjs-layers';
import { exportModel } from '../../export/export-model.js';
import { verifyExport } from '../../export/verify-export.js';
import type { LoadedData } from '../../load/data.js';
import type { MetricValues } from '../../study/trial.js';
import { networkTransforms } from './network-transforms.js';
import type { OpenStudy } from './open-study.js';
import { referenceOutputs } from './reference-outputs.js';

export interface ExportedTrial {
  readonly onnx: Uint8Array;
  /** Size, number of parameters and parity. */
  readonly metrics: MetricValues;
}

/**
 * Exports a trial's network and proves the file equal to it on real samples.
 * @param rows how many validation samples parity is measured on
 * @throws OrtuneError when it cannot be exported, or the file is not equal
 */
export async function exportTrial(
  open: OpenStudy,
  model: LayersModel,
  trial: number,
  rows: number,
): Promise<ExportedTrial> {
  const { study, data, networkTask } = open;
  const transforms = networkTransforms(data, study.export, networkTask.inputShape);
  const { before, after, inputShape } = transforms;
  const onnx = await exportModel({
    model,
    name: study.name,
    before,
    after,
    inputShape,
    docString: docString(open, trial, inputShape),
    metadata: describeModel(open, trial),
  });
  const { x, y } = await referenceOutputs(open, model, transforms, rows);
  const { maxAbs, top1 } = await verifyExport({ onnx, x, inputShape, reference: y, kind: data.task.kind, trial });
  return {
    onnx,
    metrics: {
      'model.parameters': model.countParams(),
      'model.bytes': onnx.length,
      'parity.maxAbs': maxAbs,
      ...(top1 !== undefined && { 'parity.top1': top1 }),
    },
  };
}

/** One sentence for whoever opens the file in a viewer. */
function docString({ study, data: { task, name } }: OpenStudy, trial: number, inputShape: readonly number[]): string {
  const gives =
    task.kind === 'regression' ? task.targets.join(', ') : `${study.export.output} of ${task.classes.length} classes`;
  const takes = study.export.normalisation === 'included' ? 'raw' : 'normalised';
  return `Trial ${trial} of study ${study.name}: takes ${takes} samples of ${name} [batch, ${inputShape.join(', ')}], gives ${gives}.`;
}

/** What somebody who is handed the file alone needs to serve it. */
function describeModel({ study, data }: OpenStudy, trial: number): Readonly<Record<string, string>> {
  return {
    study: study.name,
    trial: String(trial),
    seed: String(study.seed),
    dataset: data.name,
    ...outputMetadata(data, study.export.output),
    ...inputMetadata(data),
    normalisation: study.export.normalisation,
  };
}

function outputMetadata({ task }: LoadedData, output: string): Readonly<Record<string, string>> {
  return task.kind === 'classification'
    ? { task: task.kind, classes: JSON.stringify(task.classes), output }
    : { task: task.kind, targets: JSON.stringify(task.targets) };
}

/** The columns of a table in order; a category is given to the file as its index in `categories`. */
function inputMetadata({ inputTransform }: LoadedData): Readonly<Record<string, string>> {
  if (inputTransform.kind !== 'columns') return {};
  const columns = inputTransform.columns.map((column) =>
    column.kind === 'numeric' ? { name: column.name } : { name: column.name, categories: column.categories },
  );
  return { columns: JSON.stringify(columns) };
}
