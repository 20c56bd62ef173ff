import { describe, expect, it } from 'vitest';
import { chooseDisplay } from '../../../pipeline/run/progress/choose-display.js';

const terminal = { isTerminal: true, env: { TERM: 'xterm-256color' } };

describe('chooseDisplay', () => {
  it('shows the live view to a person at a terminal', () => {
    expect(chooseDisplay({}, terminal)).toEqual({ name: 'live', colour: true });
  });

  it.each([
    ['a pipe', { isTerminal: false, env: {} }, false],
    ['continuous integration', { isTerminal: true, env: { CI: 'true' } }, true],
    ['NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }, false],
    ['a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }, false],
  ])('prints plain lines for %s', (_name, surroundings, colour) => {
    expect(chooseDisplay({}, surroundings)).toEqual({ name: 'plain', colour });
  });

  it('obeys the command line first', () => {
    expect(chooseDisplay({ json: true, quiet: true }, terminal)).toEqual({ name: 'json', colour: false });
    expect(chooseDisplay({ quiet: true }, terminal)).toEqual({ name: 'quiet', colour: true });
  });
});
