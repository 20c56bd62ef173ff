/** JSON on one line, in which numbers that JSON lacks are objects such as `{ "ortune:number": "NaN" }`. */
export function renderMessage(message: object): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    typeof value === 'number' && isUnusual(value) ? { [key]: Object.is(value, -0) ? '-0' : String(value) } : value,
  );
}

/** What `renderMessage` was given; its shape is for the reader to check. @throws SyntaxError */
export function parseMessage(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => (isUnusualNumber(value) ? Number(value[key]) : value));
}

const key = 'ortune:number';
const unusual: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

const isUnusual = (value: number) => !Number.isFinite(value) || Object.is(value, -0);

const isUnusualNumber = (value: unknown): value is { readonly [key]: string } =>
  typeof value === 'object' &&
  value !== null &&
  key in value &&
  Object.keys(value).length === 1 &&
  unusual.has(value[key]);
