/**
 * A small shift, -0.25 to 0.25, that keeps points of one category apart and is the same in every drawing: the multiples of the
 * golden ratio are spread evenly however many there are.
 */
export const jitter = (number: number): number => ((number * 0.618_033_988_749_895) % 1) / 2 - 0.25;
