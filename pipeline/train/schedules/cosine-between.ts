/** From `from` at progress 0 to `to` at progress 1 on half a period of a cosine: flat, steep, flat. */
export const cosineBetween = (from: number, to: number, progress: number): number =>
  to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2;
