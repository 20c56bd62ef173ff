/** What an attribute holds. Numbers may be NaN and infinite: Optuna's files contain them (see `parseJson`). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Attributes by name. */
export type Attributes = Readonly<Record<string, JsonValue>>;
