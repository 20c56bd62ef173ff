import { orderParameters } from '../../../study/order-parameters.js';
import type { Parameter } from '../../../study/space.js';
import type { LossTable } from '../importance-method.js';
import { type CutRange, cutRange } from './cut-range.js';

/** That a hyperparameter is inactive outside of some cells of an ancestor. */
export interface Requirement {
  /** Position of the ancestor among the dimensions. */
  readonly ancestor: number;
  /** 1 for each cell of the ancestor that is allowed. */
  readonly allowed: Uint8Array;
}

/** One hyperparameter, its range cut into cells. */
export interface CellDimension extends CutRange {
  readonly name: string;
  /** The cell of each setting, -1 where the hyperparameter is inactive. */
  readonly cells: Int32Array;
  /** Whether neighbouring cells are alike; those of a choice are not. */
  readonly ordered: boolean;
  /** One for each ancestor, nearest or farther: together they say that it is active in a box of its ancestors' cells. */
  readonly requires: readonly Requirement[];
}

/**
 * Settings as cells. The distribution of settings is the one in which every hyperparameter is uniform on its own scale and
 * independent of the others: a conditional one has a cell everywhere, and where it is inactive the loss does not depend on it.
 */
export interface CellTable {
  /** In the order of `orderParameters`: each after those its condition names. */
  readonly dimensions: readonly CellDimension[];
  readonly losses: Float64Array;
}

export function cellTable({ space, settings, losses }: LossTable): CellTable {
  const dimensions: CellDimension[] = [];
  for (const [name, parameter] of orderParameters(space)) {
    const values = settings.map((setting) => setting[name]);
    const cut = cutRange(
      parameter,
      values.filter((value) => value !== undefined),
    );
    dimensions.push({
      ...cut,
      name,
      cells: Int32Array.from(values, (value) => (value === undefined ? -1 : cut.cellAt(value))),
      ordered: parameter.kind !== 'choice',
      requires: requirementsOf(parameter, dimensions),
    });
  }
  return { dimensions, losses };
}

function requirementsOf({ when = {} }: Parameter, earlier: readonly CellDimension[]): readonly Requirement[] {
  const requirements = Object.entries(when).flatMap(([name, wanted]) => {
    const ancestor = earlier.findIndex((dimension) => dimension.name === name);
    const dimension = earlier[ancestor];
    if (!dimension) return [];
    const allowed = new Uint8Array(dimension.edges.length - 1);
    // A cell of -1, of a value that nobody tried or that was fixed away, is no cell: the write has no effect.
    for (const value of [wanted].flat()) allowed[dimension.cellAt(value)] = 1;
    return [{ ancestor, allowed }, ...dimension.requires];
  });
  return intersect(requirements);
}

/** One requirement for each ancestor: the cells that all of those given allow. */
export function intersect(requirements: readonly Requirement[]): readonly Requirement[] {
  const met = new Map<number, Uint8Array>();
  for (const { ancestor, allowed } of requirements) {
    const others = met.get(ancestor);
    met.set(ancestor, others ? allowed.map((one, cell) => one & (others[cell] ?? 0)) : allowed);
  }
  return [...met].map(([ancestor, allowed]) => ({ ancestor, allowed }));
}
