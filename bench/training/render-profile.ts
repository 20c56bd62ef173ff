import { floorOf, timeByOperator } from '../../pipeline/benchmark/matrix-operators.js';
import { type RunProfile, shapeList } from '../../pipeline/benchmark/read-profile.js';
import { textTable } from '../text-table.js';

/** `1234` microseconds as `1.23 ms` would hide the small ones: whole microseconds. */
const us = (value: number): string => value.toFixed(0);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)}%`;

/** One line a network: the share of convolutions and matrix products. */
export function renderFloors(
  profiles: readonly { readonly title: string; readonly threads: number; readonly profile: RunProfile }[],
): string {
  const rows = profiles.map(({ title, threads, profile }) => {
    const { floor, rest } = floorOf(profile);
    return [
      title,
      String(threads),
      us(profile.run),
      us(floor),
      us(rest),
      us(profile.run - floor - rest),
      percent(floor, profile.run),
    ];
  });
  return textTable([
    ['network', 'threads', 'step us', 'products us', 'other nodes us', 'between us', 'products'],
    ...rows,
  ]);
}

/** The nodes of a step that take longest, and what they are. */
export function renderNodes({ nodes, run }: RunProfile, count: number): string {
  const rows = nodes
    .slice(0, count)
    .map(({ name, operator, microseconds, inputs, outputs }) => [
      name,
      operator,
      `${shapeList(inputs)} -> ${shapeList(outputs)}`,
      us(microseconds),
      percent(microseconds, run),
    ]);
  return textTable([['node', 'operator', 'shapes', 'us', 'of the step'], ...rows], 3);
}

/** The step's time by operator. */
export function renderOperators(profile: RunProfile, count: number): string {
  const rows = timeByOperator(profile)
    .slice(0, count)
    .map(({ operator, count: nodes, microseconds }) => [
      operator,
      String(nodes),
      us(microseconds),
      percent(microseconds, profile.run),
    ]);
  return textTable([['operator', 'nodes', 'us', 'of the step'], ...rows]);
}
