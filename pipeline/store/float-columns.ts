/** How Optuna stores a double: databases have no NaN and infinities in common, so a second column says what it is. */
export type FloatType = 'FINITE' | 'INF_POS' | 'INF_NEG' | 'NAN';

export function floatColumns(value: number): { readonly number: number | null; readonly type: FloatType } {
  if (Number.isNaN(value)) return { number: null, type: 'NAN' };
  if (Number.isFinite(value)) return { number: value, type: 'FINITE' };
  return { number: null, type: value > 0 ? 'INF_POS' : 'INF_NEG' };
}

/** The type of a finite number may be left out. */
export function floatOf(number: number | null, type: FloatType | null): number {
  if (number !== null) return number;
  if (type === 'INF_POS') return Number.POSITIVE_INFINITY;
  return type === 'INF_NEG' ? Number.NEGATIVE_INFINITY : Number.NaN;
}
