import type { Finding } from './doctor.js';

const marks = { ok: 'ok', absent: '--', broken: '!!' } as const satisfies Record<Finding['state'], string>;

/** One line a finding, the remedy under it where there is one. */
export function renderFindings(findings: readonly Finding[]): string {
  const width = Math.max(0, ...findings.map(({ part }) => part.length));
  const lines = findings.flatMap(({ part, state, detail, remedy }) => [
    `${marks[state]}  ${part.padEnd(width)}  ${detail}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 6)}-> ${remedy}`]),
  ]);
  const broken = findings.filter(({ state }) => state === 'broken').map(({ part }) => part);
  const verdict = broken.length === 0 ? 'Everything that is needed is here.' : `Needs attention: ${broken.join(', ')}.`;
  return `${[...lines, '', verdict].join('\n')}\n`;
}
