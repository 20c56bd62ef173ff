/** Microseconds of a training step that one node took: the mean over the counted steps. */
export interface NodeTime {
  /** As in the graph: the layer, the operator, a number. */
  readonly name: string;
  readonly operator: string;
  readonly microseconds: number;
  /** Shapes, for example `64x32x26x26`. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface StepProfile {
  /** Steps counted. */
  readonly steps: number;
  /** Microseconds of a run of the session: the mean over them. */
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

/**
 * Reads the last `steps` runs of a profile file's text; what came before warmed up. Of these the fastest quarter counts, the
 * steps that nothing else on the machine disturbed.
 */
export function readProfile(text: string, steps: number): StepProfile {
  const events = JSON.parse(text) as readonly TraceEvent[];
  const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run').slice(-steps);
  if (runs.length < steps) throw new RangeError(`the profile has ${runs.length} runs, not ${steps}`);
  const counted = runs.sort((one, other) => one.dur - other.dur).slice(0, Math.ceil(steps / 4));
  const isCounted = ({ ts }: TraceEvent) => counted.some((run) => ts >= run.ts && ts <= run.ts + run.dur);
  const nodes = new Map<string, NodeTime>();
  for (const event of events) {
    if (event.cat !== 'Node' || !event.name.endsWith(nodeSuffix) || !isCounted(event)) continue;
    const name = event.name.slice(0, -nodeSuffix.length);
    const known = nodes.get(name) ?? describeNode(name, event);
    nodes.set(name, { ...known, microseconds: known.microseconds + event.dur / counted.length });
  }
  return {
    steps: counted.length,
    run: counted.reduce((sum, { dur }) => sum + dur, 0) / counted.length,
    nodes: [...nodes.values()].sort((one, other) => other.microseconds - one.microseconds),
  };
}

const describeNode = (name: string, { args }: TraceEvent): NodeTime => ({
  name,
  operator: args?.op_name ?? '?',
  microseconds: 0,
  inputs: shapes(args?.input_type_shape),
  outputs: shapes(args?.output_type_shape),
});

const shapes = (tensors: readonly Readonly<Record<string, readonly number[]>>[] = []): string[] =>
  tensors.map((tensor) => Object.values(tensor)[0]?.join('x') || 'scalar');
