import type * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { type CandidateOperators, type Supernet, supernet } from '../../models/cells/supernet.js';
import type { Engine } from '../compiler/engine.js';
import type { LoadedData } from '../load/data.js';
import { networkInputShape } from '../load/network-input-shape.js';
import { randomStream } from '../random/random-stream.js';
import { withSeededMathRandom } from '../random/with-seeded-math-random.js';
import { losses } from '../train/losses/registry.js';
import { createUpdateState, type UpdateState } from '../train/update/update-state.js';
import { type ArchitectureParameters, byKind, createArchitectureParameters } from './architecture-parameters.js';
import type { EdgeTable } from './latency/expected-latency.js';
import type { ResolvedSearch } from './resolve-search.js';
import type { AlphaRows } from './shrink-candidates.js';
import { type ArchitectureStep, compileArchitectureStep } from './steps/compile-architecture-step.js';
import { compileWeightStep, type WeightStep } from './steps/compile-weight-step.js';
import { type SearchParts, variablesOf } from './steps/search-step.js';

/** One stage of a search: its supernet, its architecture parameters and the programs that train them. */
export interface OpenStage {
  readonly candidates: CandidateOperators;
  readonly parts: SearchParts;
  readonly weightStep: WeightStep;
  readonly architectureStep: ArchitectureStep;
  /** Everything that training changes, in an order that depends on the stage alone. */
  readonly variables: readonly tf.Variable[];
  alphas(): Promise<AlphaRows>;
  dispose(): void;
}

export interface StageRequest {
  readonly engine: Engine;
  readonly data: LoadedData;
  readonly options: ResolvedSearch;
  readonly seed: number;
  /** From 1. */
  readonly stage: number;
  readonly candidates: CandidateOperators;
  readonly alphas: AlphaRows;
  /** Milliseconds of every candidate; absent where latency plays no part. */
  readonly latencies?: EdgeTable;
}

export async function openStage(request: StageRequest): Promise<OpenStage> {
  const { engine, data, options, candidates, alphas, latencies } = request;
  const network = buildSupernet(request);
  const parameters = createArchitectureParameters(candidates, alphas);
  const { batchSize } = options;
  const parts = { engine, supernet: network, parameters, data, loss: losses.softmaxCrossEntropy, batchSize };
  const { optimizer, clipping } = options.weights;
  const weightState = stateOf([...network.weights.values()], { optimizer, clipping });
  const parameterState = stateOf(Object.values(parameters), options.architecture);
  const term = latencies && { weight: options.latencyWeight, milliseconds: latencies };
  const weightStep = await compileWeightStep(parts, weightState);
  const architectureStep = await compileArchitectureStep(parts, parameterState, term);
  return {
    candidates,
    parts,
    weightStep,
    architectureStep,
    variables: [
      ...variablesOf(network.weights.values()),
      ...weightState.variables,
      ...variablesOf(Object.values(parameters)),
      ...parameterState.variables,
    ],
    alphas: () => alphasOf(parameters),
    dispose() {
      for (const part of [weightStep, architectureStep, weightState, parameterState, network]) part.dispose();
      for (const parameter of Object.values(parameters)) parameter.dispose();
    },
  };
}

function buildSupernet({ data, options, seed, stage, candidates }: StageRequest): Supernet {
  const { channels, nodes, stemFilters, stages } = options;
  const { cells } = stages[stage - 1] as (typeof stages)[number];
  const task = { ...data.task, inputShape: networkInputShape(data) };
  return withSeededMathRandom(randomStream(seed, 'architecture-search', 'weights', stage), () =>
    supernet(task, { cells, channels, nodes, stemFilters, candidates }),
  );
}

type StatePlan = Pick<Parameters<typeof createUpdateState>[1], 'optimizer' | 'clipping'>;

function stateOf(weights: readonly LayerVariable[], plan: StatePlan): UpdateState {
  const network = { weights: [...weights], trainableWeights: [...weights], layers: [], outputs: [] };
  return createUpdateState(network, { ...plan, accumulation: 1 });
}

async function alphasOf(parameters: ArchitectureParameters): Promise<AlphaRows> {
  const values = {
    normal: await parameters.normal.read().data(),
    reduction: await parameters.reduction.read().data(),
  };
  return byKind((kind) => {
    const [edges = 0, operators = 0] = parameters[kind].shape;
    return Array.from({ length: edges ?? 0 }, (_, edge) =>
      Array.from(values[kind].slice(edge * (operators ?? 0), (edge + 1) * (operators ?? 0))),
    );
  });
}
