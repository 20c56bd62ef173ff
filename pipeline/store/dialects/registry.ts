import type { Dialect } from './dialect.js';
import { postgresql } from './postgresql.js';
import { sqlite } from './sqlite.js';

/** The databases that studies can be kept in, by the scheme of their URLs. */
export const dialects = { sqlite, postgresql } as const satisfies Readonly<Record<string, Dialect>>;

export type DialectName = keyof typeof dialects;
