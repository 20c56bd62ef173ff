import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Node, Value } from '../graph/value.js';

/**
 * An operation ONNX does not have, kept whole while passes look for patterns around it, and written out in ONNX
 * operators at the end. Its nodes carry this domain.
 */
export const compositeDomain = 'ortune';

export interface Composite {
  /** The ONNX operators for `node`; gives the value of its only output. */
  expand(g: GraphBuilder, node: Node): Value;
}
