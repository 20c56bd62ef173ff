import { SpaceExhaustedError } from '../../errors.js';

/** @param trials how many the study has */
export function spaceExhausted(trials: number, replicates: number, hasPredicate: boolean): SpaceExhaustedError {
  const which = hasPredicate ? 'every setting of the space that satisfies `where`' : 'every setting of the space';
  const often = replicates > 1 ? ` ${replicates} times` : '';
  return new SpaceExhaustedError(
    `${which} has been tried${often} (${trials} ${trials === 1 ? 'trial' : 'trials'}): there is nothing left to ask for; enlarge the space, or raise \`replicates\``,
  );
}
