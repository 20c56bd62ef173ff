import { TracingError } from './lazy-backend.js';

/**
 * Runs `body`, a trace, with `Math.random` refusing: what it draws would become a constant of the graph. Random
 * operations of tfjs without a seed take theirs from there too.
 * @throws TracingError naming `where`, the layer being traced.
 */
export function refusingRandomness<T>(where: () => string, body: () => T): T {
  const { random } = Math;
  Math.random = () => {
    const scope = where();
    throw new TracingError(
      `random numbers are drawn while a program is traced${scope && ` (in layer \`${scope}\`)`}: they would be the same in every run; ` +
        'make them an input of the program, or use one of the dropout and noise layers of tfjs',
    );
  };
  try {
    return body();
  } finally {
    Math.random = random;
  }
}
