/** A tensor that a node read or wrote. */
export interface ProfiledTensor {
  /** As the profiler calls it: `float`, `uint8`, `int64`. */
  readonly type: string;
  readonly dims: readonly number[];
}

/** Microseconds of a run that one node took: the mean over the counted runs. */
export interface NodeTime {
  /** As in the graph: the layer, the operator, a number. */
  readonly name: string;
  readonly operator: string;
  readonly microseconds: number;
  /**
   * Inputs that are left out or are no tensors are missing, and so are weights that ONNX Runtime has packed for the
   * kernel.
   */
  readonly inputs: readonly ProfiledTensor[];
  readonly outputs: readonly ProfiledTensor[];
  /** How often it ran in a run: more than once in the body of a loop. */
  readonly calls: number;
  /** Bytes that it read of inputs of other nodes or the model, and of weights, in one call. */
  readonly activationBytes: number;
  readonly weightBytes: number;
  readonly outputBytes: number;
}

export interface RunProfile {
  /** Runs counted. */
  readonly runs: number;
  /** Microseconds of a run of the session: the mean over them. */
  readonly run: number;
  /** The slowest first. */
  readonly nodes: readonly NodeTime[];
}

type TensorsByType = readonly Readonly<Record<string, readonly number[]>>[];

/** One entry of ONNX Runtime's profile, which is Chrome's trace event format; times in microseconds. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: TensorsByType;
    readonly output_type_shape?: TensorsByType;
    readonly activation_size?: string;
    readonly parameter_size?: string;
    readonly output_size?: string;
  };
}

const nodeSuffix = '_kernel_time';

/**
 * Reads the last `runs` runs of a profile file's text; what came before warmed up. Of these the fastest quarter counts, the
 * runs that nothing else on the machine disturbed.
 */
export function readProfile(text: string, runs: number): RunProfile {
  const events = JSON.parse(text) as readonly TraceEvent[];
  const all = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run').slice(-runs);
  if (all.length < runs) throw new RangeError(`the profile has ${all.length} runs, not ${runs}`);
  const counted = all.sort((one, other) => one.dur - other.dur).slice(0, Math.ceil(runs / 4));
  const isCounted = ({ ts }: TraceEvent) => counted.some((run) => ts >= run.ts && ts <= run.ts + run.dur);
  const nodes = new Map<string, NodeTime>();
  for (const event of events) {
    if (event.cat !== 'Node' || !event.name.endsWith(nodeSuffix) || !isCounted(event)) continue;
    const name = event.name.slice(0, -nodeSuffix.length);
    const known = nodes.get(name) ?? describeNode(name, event);
    nodes.set(name, { ...known, microseconds: known.microseconds + event.dur, calls: known.calls + 1 });
  }
  const perRun = (sum: number) => sum / counted.length;
  return {
    runs: counted.length,
    run: perRun(counted.reduce((sum, { dur }) => sum + dur, 0)),
    nodes: [...nodes.values()]
      .map((node) => ({ ...node, microseconds: perRun(node.microseconds), calls: perRun(node.calls) }))
      .sort((one, other) => other.microseconds - one.microseconds),
  };
}

const describeNode = (name: string, { args }: TraceEvent): NodeTime => ({
  name,
  operator: args?.op_name ?? '?',
  microseconds: 0,
  calls: 0,
  inputs: tensors(args?.input_type_shape),
  outputs: tensors(args?.output_type_shape),
  activationBytes: Number(args?.activation_size ?? 0),
  weightBytes: Number(args?.parameter_size ?? 0),
  outputBytes: Number(args?.output_size ?? 0),
});

const tensors = (entries: TensorsByType = []): ProfiledTensor[] =>
  entries.flatMap((entry) => Object.entries(entry).map(([type, dims]) => ({ type, dims })));

/** What a node reads and writes, `1x28x28x1, 8x1x3x3 -> 1x8x28x28`. */
export const shapesOf = ({ inputs, outputs }: Pick<NodeTime, 'inputs' | 'outputs'>): string =>
  `${shapeList(inputs)} -> ${shapeList(outputs)}`;

/** `64x28, 28 of 64x64, scalar`: a concatenation has many equal inputs. */
export function shapeList(shapes: readonly ProfiledTensor[]): string {
  const groups: { shape: string; count: number }[] = [];
  for (const { dims } of shapes) {
    const shape = dims.join('x') || 'scalar';
    const last = groups.at(-1);
    if (last?.shape === shape) last.count++;
    else groups.push({ shape, count: 1 });
  }
  return groups
    .map(({ shape, count }) => (count > 2 ? `${count} of ${shape}` : Array(count).fill(shape).join(', ')))
    .join(', ');
}
