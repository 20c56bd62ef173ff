export type DisplayName = 'live' | 'plain' | 'json' | 'quiet';

export interface Display {
  readonly name: DisplayName;
  readonly colour: boolean;
}

/** What of the surroundings decides how progress is shown. */
export interface Surroundings {
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Of this process and its standard output. */
export const ownSurroundings = (): Surroundings => ({ isTerminal: process.stdout.isTTY === true, env: process.env });

/**
 * Options given on the command line win; then a live view needs a terminal that can move its cursor and a person in
 * front of it, which continuous integration (CI) is not. NO_COLOR: see no-color.org, any non-empty value counts.
 */
export function chooseDisplay(
  options: { readonly json?: boolean; readonly quiet?: boolean },
  { isTerminal, env }: Surroundings,
): Display {
  const canColour = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  if (options.json) return { name: 'json', colour: false };
  if (options.quiet) return { name: 'quiet', colour: canColour };
  const live = canColour && !env.CI;
  return { name: live ? 'live' : 'plain', colour: canColour };
}
