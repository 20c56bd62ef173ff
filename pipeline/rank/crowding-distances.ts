/**
 * Crowding distance of each vector of one front (Deb et al. 2002, section III B): per objective the gap between its two
 * neighbours as a share of the front's range, summed; `Infinity` at an end of any objective. Larger means that fewer
 * others are near. Equal vectors count as one and share its distance, so that the input order does not matter.
 */
export function crowdingDistances(front: readonly (readonly number[])[]): readonly number[] {
  const distinct = new Map(front.map((losses) => [keyOf(losses), losses]));
  const distances = new Map([...distinct.keys()].map((key) => [key, 0]));
  const objectives = front[0]?.length ?? 0;
  for (let objective = 0; objective < objectives; objective++) {
    const sorted = [...distinct]
      .map(([key, losses]) => ({ key, loss: losses[objective] ?? 0 }))
      .sort((a, b) => a.loss - b.loss || (a.key < b.key ? -1 : 1));
    const lowest = sorted[0]?.loss ?? 0;
    const highest = sorted.at(-1)?.loss ?? 0;
    // All equal in this objective: it tells nothing about who is crowded.
    if (lowest === highest) continue;
    sorted.forEach(({ key, loss }, index) => {
      const gap = (sorted[index + 1]?.loss ?? highest) - (sorted[index - 1]?.loss ?? lowest);
      const share = loss === lowest || loss === highest ? Number.POSITIVE_INFINITY : gap / (highest - lowest);
      distances.set(key, (distances.get(key) ?? 0) + share);
    });
  }
  return front.map((losses) => distances.get(keyOf(losses)) ?? 0);
}

const keyOf = (losses: readonly number[]) => losses.join();
