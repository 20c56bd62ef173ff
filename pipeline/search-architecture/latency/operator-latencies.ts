import type { EdgeShape } from '../../../models/cells/edge-operators.js';
import type { OperatorName } from '../../../models/cells/operators.js';
import { describeMachine } from '../../benchmark/machine.js';
import { type CellNetworkSize, cellShapes } from './cell-shapes.js';
import type { LatencyOf } from './expected-latency.js';
import { readLatencies, writeLatencies } from './latency-file.js';
import { type MeasureOperatorsOptions, measureOperators, type PlacedOperator, placeName } from './measure-operators.js';

export interface OperatorLatenciesOptions extends MeasureOperatorsOptions {
  /** JSON file that keeps what was measured, by machine; it is made where there is none. */
  readonly cache: string;
}

/** Nothing is computed for it. */
const isFree = (operator: OperatorName, { strides }: EdgeShape): boolean =>
  operator === 'zero' || (operator === 'skip' && strides === 1);

/**
 * What each operator costs at every place of a network of cells, in ms at batch 1. What the cache has of this machine, this
 * version of ONNX Runtime and these session options is not measured again. An engine must be active, and the machine quiet.
 * @throws OrtuneError when a network cannot be measured, or on interruption; UsageError for a damaged cache
 */
export async function operatorLatencies(
  size: CellNetworkSize,
  operators: readonly OperatorName[],
  { cache, ...options }: OperatorLatenciesOptions,
): Promise<LatencyOf> {
  const places = new Map<string, PlacedOperator>();
  for (const shape of cellShapes(size).flatMap(({ fromInputs, fromNodes }) => [fromInputs, fromNodes])) {
    for (const operator of operators) {
      if (!isFree(operator, shape)) places.set(placeName(shape, operator), { operator, shape });
    }
  }
  const { cpu, processors, platform, onnxruntime } = describeMachine();
  const machine = { cpu, processors, platform, onnxruntime, session: options.session ?? {} };
  const known = await readLatencies(cache, machine);
  const missing = [...places].flatMap(([name, place]) => (known.has(name) ? [] : [place]));
  if (missing.length > 0) {
    for (const [name, latency] of await measureOperators(missing, options)) known.set(name, latency);
    await writeLatencies(cache, machine, known);
  }
  return (operator, shape) => {
    if (isFree(operator, shape)) return 0;
    const name = placeName(shape, operator);
    const latency = known.get(name);
    if (latency === undefined) throw new Error(`no latency was measured of ${name}`);
    return latency;
  };
}
