import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { makeValue, type Value } from './graph/value.js';
import { type Operand, operand } from './lowering/operand.js';

/** What refers to a value of the eager graph: the data of one tfjs tensor. */
export interface Holder {
  content: { readonly kind: 'operand'; readonly operand: Operand } | { readonly kind: 'complex' | 'strings' };
}

/**
 * Tensors that are alive but not computed yet, by the value they refer to. Whenever their part of the graph is run,
 * they are computed with it and let go of the graph behind them: otherwise weights that an eager training loop never
 * reads would drag along the graph of all steps, and every step would compute them all again.
 */
export class PendingTensors {
  private readonly holders = new Map<Value, Set<Holder>>();

  add(holder: Holder): void {
    const value = pendingValue(holder);
    if (!value) return;
    const known = this.holders.get(value);
    if (known) known.add(holder);
    else this.holders.set(value, new Set([holder]));
  }

  remove(holder: Holder): void {
    const value = pendingValue(holder);
    const known = value && this.holders.get(value);
    if (!known?.delete(holder) || known.size > 0) return;
    this.holders.delete(value as Value);
  }

  has(value: Value): boolean {
    return this.holders.has(value);
  }

  settle(value: Value, tensor: OrtTensor): void {
    const computed = makeValue(value.dtype, value.shape, { kind: 'tensor', tensor });
    for (const holder of this.holders.get(value) ?? []) {
      if (holder.content.kind !== 'operand') continue;
      holder.content = { kind: 'operand', operand: operand(computed, holder.content.operand.order) };
    }
    this.holders.delete(value);
  }
}

function pendingValue({ content }: Holder): Value | undefined {
  return content.kind === 'operand' && content.operand.value.source.kind === 'node' ? content.operand.value : undefined;
}
