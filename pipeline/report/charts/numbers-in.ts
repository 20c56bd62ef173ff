/** The numbers of a point, of what a tooltip tells of it; empty where it has none. */
export function numbersIn(item: unknown): readonly number[] {
  const value = typeof item === 'object' && item !== null && 'value' in item ? item.value : undefined;
  return Array.isArray(value) ? value.map(Number) : [];
}
