import { alignColumns } from './align-columns.js';
import { timeByOperator } from './matrix-operators.js';
import { type RunProfile, shapesOf } from './read-profile.js';

const mostNodes = 20;

/** `--profile`: where a run spends its time, by operator and by node. */
export function renderProfileTable(name: string, profile: RunProfile): string {
  const { run, runs, nodes } = profile;
  const between = run - nodes.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const share = (time: number) => `${((100 * time) / run).toFixed(1)} %`;
  const operators = timeByOperator(profile).map(({ operator, count, microseconds }) => [
    operator,
    String(count),
    whole(microseconds),
    share(microseconds),
  ]);
  const shown = nodes.slice(0, mostNodes);
  const rows = shown.map((node) => [
    node.name,
    node.operator,
    shapesOf(node),
    whole(node.microseconds),
    share(node.microseconds),
  ]);
  return [
    `${name}: a run takes ${whole(run)} us under the profiler, the mean of the fastest ${runs}`,
    '',
    ...alignColumns([
      ['operator', 'nodes', 'us', 'of the run'],
      ...operators,
      // The bodies of loops and branches are in their node and count by themselves, too.
      ...(between > 0 ? [['between nodes', '', whole(between), share(between)]] : []),
    ]),
    '',
    ...alignColumns([['node', 'operator', 'shapes', 'us', 'of the run'], ...rows], 3),
    ...(nodes.length > mostNodes ? [`(${nodes.length - mostNodes} faster nodes)`] : []),
    '',
  ].join('\n');
}

const whole = (microseconds: number) => (microseconds >= 10 ? microseconds.toFixed(0) : microseconds.toFixed(1));
