import { median } from '../../pipeline/benchmark/quantile.js';

/** Microseconds of a training step that one node took: the median over the profiled steps. */
export interface NodeTime {
  /** As in the graph: the layer, the operator, a number. */
  readonly name: string;
  readonly operator: string;
  readonly microseconds: number;
  /** Shapes of the first profiled step, for example `64x32x26x26`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface StepProfile {
  readonly steps: number;
  /** Microseconds of a run of the session: the median. */
  readonly run: number;
  /** The slowest first. */
  readonly nodes: readonly NodeTime[];
}

/** One entry of ONNX Runtime's profile, which is Chrome's trace event format; times in microseconds. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

const nodeSuffix = '_kernel_time';

/** Reads the last `steps` runs of a profile file's text; what came before warmed up. */
export function readProfile(text: string, steps: number): StepProfile {
  const events = JSON.parse(text) as readonly TraceEvent[];
  const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run').slice(-steps);
  const [first] = runs;
  if (!first || runs.length < steps) throw new RangeError(`the profile has ${runs.length} runs, not ${steps}`);
  const nodes = new Map<string, { times: number[]; args: TraceEvent['args'] }>();
  for (const { cat, name, ts, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith(nodeSuffix) || ts < first.ts) continue;
    const node = name.slice(0, -nodeSuffix.length);
    const known = nodes.get(node);
    if (known) known.times.push(dur);
    else nodes.set(node, { times: [dur], args });
  }
  const nodeTimes = [...nodes].map(
    ([name, { times, args }]): NodeTime => ({
      name,
      operator: args?.op_name ?? '?',
      // A node in the body of a loop runs several times a step.
      microseconds: (median(times) * times.length) / steps,
      inputs: shapes(args?.input_type_shape),
      outputs: shapes(args?.output_type_shape),
    }),
  );
  return {
    steps,
    run: median(runs.map(({ dur }) => dur)),
    nodes: nodeTimes.sort((a, b) => b.microseconds - a.microseconds),
  };
}

const shapes = (tensors: readonly Readonly<Record<string, readonly number[]>>[] = []): string[] =>
  tensors.map((tensor) => Object.values(tensor)[0]?.join('x') || 'scalar');
