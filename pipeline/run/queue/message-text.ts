/** JSON, in which numbers that JSON lacks are objects such as `{ "number": "NaN" }`. */
export function renderMessage(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value,
  );
}

/** What `renderMessage` was given; its shape is for the reader to check. */
export function parseMessage(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (isUnusualNumber(value) ? Number(value.number) : value));
}

const unusual: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

const isUnusualNumber = (value: unknown): value is { readonly number: string } =>
  typeof value === 'object' &&
  value !== null &&
  'number' in value &&
  Object.keys(value).length === 1 &&
  unusual.has(value.number);
