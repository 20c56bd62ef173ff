import type { Parameter, Space } from './space.js';

/** Every parameter after those its condition names, otherwise as declared. */
export function orderParameters(space: Space): readonly (readonly [name: string, parameter: Parameter])[] {
  const ordered = new Map<string, Parameter>();
  const visited = new Set<string>();
  const visit = (name: string) => {
    const parameter = space[name];
    if (parameter === undefined || visited.has(name)) return;
    visited.add(name);
    for (const condition of Object.keys(parameter.when ?? {})) visit(condition);
    ordered.set(name, parameter);
  };
  for (const name of Object.keys(space)) visit(name);
  return [...ordered];
}

/** The names along a cycle of conditions, first and last the same; undefined where there is none. */
export function findConditionCycle(space: Space): readonly string[] | undefined {
  const settled = new Set<string>();
  const walk = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const start = path.indexOf(name);
    if (start >= 0) return [...path.slice(start), name];
    if (settled.has(name)) return undefined;
    for (const next of Object.keys(space[name]?.when ?? {})) {
      const cycle = walk(next, [...path, name]);
      if (cycle) return cycle;
    }
    settled.add(name);
    return undefined;
  };
  for (const name of Object.keys(space)) {
    const cycle = walk(name, []);
    if (cycle) return cycle;
  }
  return undefined;
}
