import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import type { OperatorName } from '../../../models/cells/operators.js';
import { measureCandidates } from '../../benchmark/measure-candidates.js';
import type { MeasureOptions } from '../../benchmark/measure-options.js';
import { exportModel } from '../../export/export-model.js';
import { operatorNetwork } from './operator-network.js';

/** An operator on images of a shape. */
export interface PlacedOperator {
  readonly operator: OperatorName;
  readonly shape: EdgeShape;
}

/** `seconds` (default 0.6) and `rounds` (default 3) are of each network around an operator. */
export type MeasureOperatorsOptions = Pick<
  MeasureOptions,
  'seconds' | 'rounds' | 'session' | 'timeoutSeconds' | 'signal' | 'onProgress'
>;

/** As `separable3x3 28x28x8 /2`, without an operator as `28x28x8`. */
export function placeName({ height, width, channels, strides }: EdgeShape, operator?: OperatorName): string {
  const images = `${height}x${width}x${channels}`;
  return operator ? `${operator} ${images} /${strides}` : images;
}

/**
 * Exports each operator within a small network and times it in ONNX Runtime at batch 1, in turns with the same network without
 * the operator. An engine must be active, and the machine quiet.
 * @returns the difference of the medians by `placeName`, in ms and at least 0
 * @throws OrtuneError when a network cannot be measured, or on interruption
 */
export async function measureOperators(
  placed: readonly PlacedOperator[],
  options: MeasureOperatorsOptions = {},
): Promise<ReadonlyMap<string, number>> {
  const networks = new Map<string, readonly [shape: EdgeShape, operator?: OperatorName]>();
  for (const { operator, shape } of placed) {
    networks.set(placeName(shape), [shape]);
    networks.set(placeName(shape, operator), [shape, operator]);
  }
  const folder = await mkdtemp(join(os.tmpdir(), 'ortune-operators-'));
  try {
    const candidates = await Promise.all(
      [...networks.values()].map(async ([shape, operator], i) => {
        const file = join(folder, `${i}.onnx`);
        const model = operatorNetwork(operator, shape);
        await writeFile(file, await exportModel({ model, name: operator ?? 'none' }));
        model.dispose();
        return { file };
      }),
    );
    const results = await measureCandidates(candidates, { seconds: 0.6, rounds: 3, ...options, batchSizes: [] });
    const names = [...networks.keys()];
    const medians = new Map<string, number>();
    for (const [i, result] of results.entries()) {
      if ('error' in result) throw result.error;
      medians.set(names[i] ?? '', result.measurement.latency.p50);
    }
    const medianOf = (name: string) => medians.get(name) ?? Number.NaN;
    return new Map(
      placed.map(({ operator, shape }) => {
        const name = placeName(shape, operator);
        return [name, Math.max(0, medianOf(name) - medianOf(placeName(shape)))];
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
