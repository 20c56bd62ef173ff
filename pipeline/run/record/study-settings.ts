import type { Attributes, JsonValue } from '../../store/json-value.js';
import type { Study } from '../../study/study.js';

/** What a study is recorded with beside its own definition. */
export interface RunFacts {
  readonly engine: string;
  readonly executionProviders?: readonly string[];
  /** Of the data as it was loaded, see `hashData`. */
  readonly dataHash: string;
  /** What the sampler learns from; absent without a warm start. */
  readonly warmStart?: string;
}

/**
 * All that must be the same for a study to go on as it began, by the names of the study file. What may change between two runs
 * is left out: `trials`, `workers`, `stopWhen`, `limits`, `retries` and `callbacks`.
 */
export function studySettings(study: Study, { engine, executionProviders, dataHash, warmStart }: RunFacts): Attributes {
  const { sampler, pruner } = study;
  return plainJson({
    dataset: { name: study.dataset.name, ...study.dataset.options },
    data: dataHash,
    space: study.space,
    where: sourceOf(study.allows),
    model: sourceOf(study.model),
    training: sourceOf(study.training),
    objectives: study.objectives,
    constraints: study.constraints,
    sampler: { name: sampler.name, ...sampler.options },
    pruner: { name: pruner.name, ...pruner.options },
    seed: study.seed,
    enqueue: study.enqueue,
    replicates: study.replicates,
    warmStart: warmStart ?? null,
    reproducible: study.reproducible ?? false,
    benchmark: study.benchmark,
    export: study.export,
    engine,
    executionProviders,
  });
}

/** A function is what its text says; what it imports is not seen. The loader has taken comments and layout out of it. */
const sourceOf = (code: ((...given: never) => unknown) | undefined) => (code === undefined ? null : String(code));

/** What JSON can say of options, which may hold functions and numbers that are none. */
function plainJson(value: Readonly<Record<string, unknown>>): Attributes {
  return JSON.parse(JSON.stringify(value, asText)) as Attributes;
}

function asText(_key: string, value: unknown): unknown {
  const isUnusual = typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'bigint';
  return isUnusual || typeof value === 'function' || typeof value === 'symbol' ? String(value) : value;
}

export interface SettingDifference {
  /** `space.learningRate.high` */
  readonly path: string;
  /** Undefined where there was or is none. */
  readonly was: JsonValue | undefined;
  readonly is: JsonValue | undefined;
}

/** Every place where two settings differ, as deep as both have the same parts. */
export function settingDifferences(
  was: JsonValue | undefined,
  is: JsonValue | undefined,
  path = '',
): readonly SettingDifference[] {
  if (isRecord(was) && isRecord(is)) {
    const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return names.flatMap((name) => settingDifferences(was[name], is[name], path === '' ? name : `${path}.${name}`));
  }
  if (isList(was) && isList(is) && was.length === is.length) {
    return was.flatMap((item, index) => settingDifferences(item, is[index], `${path}[${index}]`));
  }
  return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path, was, is }];
}

const isRecord = (value: JsonValue | undefined): value is Attributes =>
  typeof value === 'object' && value !== null && !isList(value);

/** `Array.isArray` does not narrow readonly lists. */
const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);
