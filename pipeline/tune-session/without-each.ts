import type { SessionOptions } from '../benchmark/timed-session.js';

/** Options with some of them left to ONNX Runtime. */
export interface Reduced {
  /** Names of those that are left out; of a config entry its key in `extra`. */
  readonly without: readonly string[];
  readonly options: SessionOptions;
}

/** What means nothing without another option, and goes with it. */
const companions: Readonly<Record<string, readonly string[]>> = {
  executionMode: ['interOpNumThreads', 'session.inter_op.allow_spinning'],
};

/** Names of all options, config entries included. */
export const optionNames = ({ extra = {}, ...plain }: SessionOptions): readonly string[] => [
  ...Object.keys(plain),
  ...Object.keys(extra),
];

/** The same options without one of them, for each that can go alone. */
export function withoutEach(options: SessionOptions): readonly Reduced[] {
  const present = optionNames(options);
  const dependent = new Set(present.flatMap((name) => companions[name] ?? []));
  return present.filter((name) => !dependent.has(name)).map((name) => withoutAll(options, [name]));
}

/** The same options without several of them, and without what means nothing then. */
export function withoutAll(options: SessionOptions, names: readonly string[]): Reduced {
  const gone = new Set(names.flatMap((name) => [name, ...(companions[name] ?? [])]));
  const { extra = {}, ...plain } = options;
  const entries = without(extra, gone);
  return {
    without: optionNames(options).filter((name) => gone.has(name)),
    options: { ...without(plain, gone), ...(Object.keys(entries).length > 0 && { extra: entries }) },
  };
}

const without = <T extends object>(record: T, names: ReadonlySet<string>): Partial<T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.has(name))) as Partial<T>;
