import { type ExitCode, exitCodes } from '../../errors.js';
import { examine, type Finding } from '../doctor.js';
import { colouredText, type Paint, plainText, type Style } from '../progress/paint.js';

const styles: Readonly<Record<Finding['state'], Style>> = { ok: 'green', absent: 'yellow', broken: 'red' };

/** `ortune doctor`: fails when something that ortune needs is broken; optional parts may be absent. */
export async function showDoctor(): Promise<ExitCode> {
  const findings = await examine();
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(`${renderFindings(findings, colour ? colouredText : plainText)}\n`);
  return findings.some(({ state }) => state === 'broken') ? exitCodes.failed : exitCodes.done;
}

export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const stateWidth = Math.max(...findings.map(({ state }) => state.length));
  return findings
    .flatMap(({ part, state, detail, remedy }) => [
      `${part.padEnd(width)}  ${paint(styles[state], state.padEnd(stateWidth))}  ${detail}`,
      ...(remedy === undefined ? [] : [`${' '.repeat(width + stateWidth + 4)}-> ${remedy}`]),
    ])
    .join('\n');
}
