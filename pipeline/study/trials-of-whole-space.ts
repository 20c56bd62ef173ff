import type { Study } from './study.js';

/** How many trials it takes to try every setting; what is enqueued may lie beside the grid and then comes on top. */
export function trialsOfWholeSpace({
  sampler,
  space,
  enqueue,
  replicates,
}: Pick<Study, 'sampler' | 'space' | 'enqueue' | 'replicates'>): number {
  return (sampler.size(space) + enqueue.length) * replicates;
}
