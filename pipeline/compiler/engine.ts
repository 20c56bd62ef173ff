import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Values a program takes and gives, always over plain typed arrays in row-major order. */
export type InputDtype = 'float32' | 'int32' | 'uint8' | 'bool';
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype: InputDtype;
}
export type InputData = Float32Array | Int32Array | Uint8Array;

/**
 * A function over tensors that is worth compiling: it may read and assign the variables in `state`, takes `inputs`
 * and returns named tensors. Everything else it touches is a constant of the program. JS numbers are constants too:
 * whatever changes between runs (learning rate, step counter, masks) must be an input.
 */
export interface ProgramDefinition<I extends string, O extends string> {
  /** For messages and profiles: `train-step`, `evaluate`. */
  readonly name: string;
  readonly inputs: Readonly<Record<I, InputSpec>>;
  readonly state: readonly Variable[];
  /** The model that `step` applies: the names of its layers go into the graph and into messages. */
  readonly model?: LayersModel;
  /** Called once to trace (`onnx`) or on every run (eager engines). Synchronous. uint8 inputs arrive as float32 tensors. */
  step(inputs: Readonly<Record<I, Tensor>>): Readonly<Record<O, Tensor>>;
}

export interface Program<I extends string, O extends string> {
  /** One step: state variables hold their new values afterwards. */
  run(inputs: Readonly<Record<I, InputData>>): Promise<Readonly<Record<O, Float32Array | Int32Array | Uint8Array>>>;
  dispose(): void;
}

/** What trains a network. Variables of the model must have been created after `activate`. */
export interface Engine {
  readonly name: EngineName;
  /** Makes this engine's tfjs backend the current one. */
  activate(): Promise<void>;
  compile<I extends string, O extends string>(definition: ProgramDefinition<I, O>): Promise<Program<I, O>>;
}

export const engineNames = ['onnx', 'tensorflow', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];
