import type { NodeTime, RunProfile } from './read-profile.js';

/** Operators that are matrix products at heart, with the names ONNX Runtime gives them after fusing. */
const matrixOperators = new Set([
  'Conv',
  'ConvTranspose',
  'FusedConv',
  'Gemm',
  'FusedGemm',
  'MatMul',
  'FusedMatMul',
  'LSTM',
  'GRU',
  'RNN',
]);

export interface OperatorTime {
  readonly operator: string;
  readonly microseconds: number;
  /** Nodes of this operator. */
  readonly count: number;
}

/** The time of one run by operator, the slowest first. */
export function timeByOperator({
  nodes,
}: {
  readonly nodes: readonly Pick<NodeTime, 'operator' | 'microseconds'>[];
}): OperatorTime[] {
  const operators = new Map<string, OperatorTime>();
  for (const { operator, microseconds } of nodes) {
    const known = operators.get(operator) ?? { operator, microseconds: 0, count: 0 };
    operators.set(operator, {
      operator,
      microseconds: known.microseconds + microseconds,
      count: known.count + 1,
    });
  }
  return [...operators.values()].sort((a, b) => b.microseconds - a.microseconds);
}

/** Microseconds of a run in convolutions and matrix products, the floor of what it can take, and in everything else. */
export function floorOf({ nodes }: Pick<RunProfile, 'nodes'>): { readonly floor: number; readonly rest: number } {
  let floor = 0;
  let rest = 0;
  for (const { operator, microseconds } of nodes) {
    if (matrixOperators.has(operator)) floor += microseconds;
    else rest += microseconds;
  }
  return { floor, rest };
}
