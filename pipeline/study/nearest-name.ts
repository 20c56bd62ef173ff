/** The candidate a mistyped `name` most likely stands for, or undefined where none is close. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  // A third of the letters may be wrong: enough for a slip, too little for an unrelated word.
  let smallest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < smallest) {
      nearest = candidate;
      smallest = distance;
    }
  }
  return nearest;
}

/** ``; did you mean `x`?`` where a candidate is close, otherwise the whole list. */
export function suggestName(name: string, candidates: readonly string[]): string {
  const nearest = nearestName(name, candidates);
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  return candidates.length === 0 ? 'there are none' : `choose one of ${listNames(candidates)}`;
}

/** As `suggestName`, with the whole list in either case: `` did you mean `x`? The metrics are `x`, `y` ``. */
export function suggestAndList(name: string, candidates: readonly string[], what: string): string {
  if (candidates.length === 0) return `there are no ${what}`;
  const nearest = nearestName(name, candidates);
  const list = `${what} are ${listNames(candidates)}`;
  return nearest === undefined ? `the ${list}` : `did you mean \`${nearest}\`? The ${list}`;
}

export const listNames = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Levenshtein 1966 with one row of the table, plus swapped neighbours (`epohcs`) counted as one edit. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, at(beforeLast, j - 2) + 1);
      }
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number) => row[index] ?? Number.POSITIVE_INFINITY;
