import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { OrtuneError } from '../errors.js';
import type { InputData, InputSpec, Program } from './engine.js';
import { cutGraph, type Graph, type Output } from './graph/graph.js';
import { contentKey, structureKey } from './graph/structure-key.js';
import { toOnnxModel } from './graph/to-onnx-model.js';
import { type ElementData, makeValue, type Value } from './graph/value.js';
import { lazyBackend } from './index.js';
import { operand } from './lowering/operand.js';
import { encodeModel } from './onnx-file/encode-model.js';
import type { OnnxModel } from './onnx-file/model.js';
import { rewriteProgram } from './passes/rewrite-program.js';
import { refuseChange } from './refuse-change.js';
import { constantTensor } from './session/constant-tensor.js';
import type { SessionCache } from './session/session-cache.js';
import { type RuntimeOptions, sessionOptions } from './session/session-options.js';
import type { TracedProgram, TracedState } from './trace-program.js';

/**
 * ONNX Runtime's own optimisation takes its time for every body anew: with 15 edges of eight operators a step of architecture
 * search is made in 3.1 s of CPU time with it and in 0.5 s without, and runs as fast, since our passes have been over it.
 */
const branchingLevel = 'disabled';

/** Where a program output goes after a run. */
interface StateSlot {
  readonly inputName: string;
  readonly outputName: string | undefined;
  readonly state: TracedState;
}

/** What a program computes, before the passes, and how its variables are fed and get their new values. */
function interfaceOf<I extends string, O extends string>(program: TracedProgram<I, O>) {
  const outputs: Output[] = Object.entries<Value>(program.outputs).map(([name, value]) => ({
    name: `out.${name}`,
    value,
  }));
  program.states.forEach(({ assigned }, i) => {
    if (assigned) outputs.push({ name: `next${i}`, value: assigned });
  });
  const graph = cutGraph(outputs);
  const used = new Set(graph.leaves);
  // A state the program neither reads nor assigns, or an input it ignores, is not fed.
  const slots: StateSlot[] = program.states.flatMap((state, i) => {
    const reads = used.has(state.input.value);
    if (!reads && !state.assigned) return [];
    return [{ inputName: reads ? state.input.name : '', outputName: state.assigned ? `next${i}` : undefined, state }];
  });
  const inputs = Object.values<TracedProgram<I, O>['inputs'][I]>(program.inputs).filter(({ value }) => used.has(value));
  return { graph, slots, inputs };
}

/** A traced program as one ONNX graph: declared inputs and state variables in, declared outputs and new state out. */
export function programModel<I extends string, O extends string>(
  program: TracedProgram<I, O>,
  { executionProviders = ['cpu'] }: Pick<RuntimeOptions, 'executionProviders'> = {},
): OnnxModel {
  const { graph: traced, slots, inputs } = interfaceOf(program);
  const graph = rewriteProgram(traced, executionProviders.every((name) => name === 'cpu') ? 'cpu' : 'any');
  let named = 0;
  return toOnnxModel({
    graph,
    inputs: [...inputs, ...slots.filter(({ inputName }) => inputName).map(({ state }) => state.input)],
    initializers: embedded(graph),
    naming: {
      // Numbered by place, so that the same program has the same file whenever it is traced.
      value: () => `v${named++}`,
      node: (node, i) => `${node.scope ? `${node.scope}/` : ''}${node.op}_${i}`,
    },
    header: { name: program.name },
  });
}

/** What tells programs apart: an input by its name, an embedded tensor by its content. */
const programKey = (graph: Graph): string =>
  structureKey(graph, ({ source }) =>
    source.kind === 'tensor'
      ? `=${contentKey(source.tensor.data as ElementData)}`
      : source.kind === 'input'
        ? source.name
        : '',
  );

/** Everything the program does not take as an input is part of it. */
function embedded(graph: Graph): { value: Value; data: ElementData }[] {
  return graph.leaves.flatMap((value) => {
    if (value.source.kind === 'constant') return [{ value, data: value.source.data }];
    if (value.source.kind === 'tensor') return [{ value, data: value.source.tensor.data as ElementData }];
    return [];
  });
}

/**
 * Makes a traced program runnable. State passes from run to run as the runtime's own tensors, without a copy.
 * `retrace` traces it once more, to find out whether it is the same; a program that is in the cache need not.
 * @throws TracingError when it is not.
 */
export async function compileTraced<I extends string, O extends string>(
  program: TracedProgram<I, O>,
  options: RuntimeOptions,
  cache: SessionCache,
  retrace: () => TracedProgram<I, O>,
): Promise<Program<I, O>> {
  const { graph, slots, inputs } = interfaceOf(program);
  const key = programKey(graph);
  const { session, giveBack } = await cache.lease(key, async () => {
    const again = interfaceOf(retrace()).graph;
    if (programKey(again) !== key) refuseChange(program.name, graph, again);
    const level = graph.nodes.some(({ op }) => op === 'If') ? branchingLevel : 'all';
    const session = InferenceSession.create(
      encodeModel(programModel(program, options)),
      sessionOptions(options, level),
    );
    return session.catch((error: Error) => refuseProviders(options, error));
  });
  const outputNames = Object.keys(program.outputs) as O[];
  return {
    async run(data) {
      const feeds: Record<string, OrtTensor> = {};
      for (const { name, spec } of inputs) feeds[name] = inputTensor(name, spec, data[name as I]);
      for (const { inputName, state } of slots) {
        if (inputName) feeds[inputName] = await currentTensor(state);
      }
      const results = await session.run(feeds);
      for (const { outputName, state } of slots) {
        if (outputName) assign(state, results[outputName] as OrtTensor);
      }
      return Object.fromEntries(
        outputNames.map((name) => [name, (results[`out.${name}`] as OrtTensor).data]),
      ) as Awaited<ReturnType<Program<I, O>['run']>>;
    },
    dispose: giveBack,
  };
}

/** Without a choice of providers a session that cannot be made is a defect of ours. */
function refuseProviders({ executionProviders }: RuntimeOptions, cause: Error): never {
  if (!executionProviders) throw cause;
  throw new OrtuneError(
    `ONNX Runtime cannot run programs on execution provider ${executionProviders.join(', ')} here (${cause.message.trim()}); \`cpu\` always can`,
    { cause },
  );
}

function inputTensor(name: string, { dtype, shape }: InputSpec, data: InputData): OrtTensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (data?.length !== size)
    throw new Error(`program input \`${name}\` of shape [${shape}] needs ${size} values, got ${data?.length}`);
  return new OrtTensor(dtype, data, shape);
}

async function currentTensor({ variable }: TracedState): Promise<OrtTensor> {
  const { value, order } = lazyBackend.operandOf(variable.dataId);
  if (!order && value.source.kind === 'tensor') return value.source.tensor;
  if (!order && value.source.kind === 'constant') return constantTensor(value);
  // Assigned by eager code that was never read: compute it now and keep the result.
  const data = (await lazyBackend.read(variable.dataId)) as Float32Array;
  const tensor = new OrtTensor(value.dtype, data, variable.shape);
  assign({ variable }, tensor);
  return tensor;
}

function assign({ variable }: Pick<TracedState, 'variable'>, tensor: OrtTensor): void {
  const { dtype } = variable;
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error(`state of dtype ${dtype}`);
  lazyBackend.replaceOperand(variable.dataId, operand(makeValue(dtype, variable.shape, { kind: 'tensor', tensor })));
}
