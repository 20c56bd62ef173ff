import type { Study } from './study.js';

/** How many trials it takes to try every setting; what is enqueued may lie beside the grid and then comes on top. */
export function trialsOfWholeSpace({
  sampler,
  space,
  enqueue,
  replicates,
  allows,
}: Pick<Study, 'sampler' | 'space' | 'enqueue' | 'replicates' | 'allows'>): number {
  return (sampler.size(space, { allows }) + enqueue.length) * replicates;
}
