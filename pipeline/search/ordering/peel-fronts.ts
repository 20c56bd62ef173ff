import { dominates } from '../../rank/non-dominated-ranks.js';

/**
 * The first non-dominated fronts of `losses` (one vector each, smaller is better) as lists of positions, until they hold at
 * least `wanted`. Sorted lexicographically, a vector can only be dominated by one before it, and then by one of its front:
 * O(n |front|) per front, without a table of all pairs.
 */
export function peelFronts(
  losses: readonly (readonly number[])[],
  wanted = losses.length,
): readonly (readonly number[])[] {
  let rest = losses.map((_, index) => index).sort((a, b) => compare(losses[a] ?? [], losses[b] ?? []) || a - b);
  const fronts: number[][] = [];
  for (let held = 0; held < wanted && rest.length > 0; ) {
    const front: number[] = [];
    const behind: number[] = [];
    for (const index of rest) {
      const one = losses[index] ?? [];
      (front.some((other) => dominates(losses[other] ?? [], one)) ? behind : front).push(index);
    }
    fronts.push(front);
    held += front.length;
    rest = behind;
  }
  return fronts;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
