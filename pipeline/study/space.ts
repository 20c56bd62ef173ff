import type { Parameters, ParameterValue } from './trial.js';

/** When a parameter is active: every named parameter has the value, or one of the values, given. */
export type Condition = Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>;

export type Scale = 'linear' | 'log';

export interface FloatParameter {
  readonly kind: 'float';
  readonly low: number;
  readonly high: number;
  readonly scale: Scale;
  readonly step?: number;
  readonly when?: Condition;
}

export interface IntParameter {
  readonly kind: 'int';
  readonly low: number;
  readonly high: number;
  readonly scale: Scale;
  readonly step: number;
  readonly when?: Condition;
}

export interface ChoiceParameter<V extends ParameterValue = ParameterValue> {
  readonly kind: 'choice';
  readonly choices: readonly V[];
  readonly when?: Condition;
}

export interface OrdinalParameter<V extends ParameterValue = ParameterValue> {
  readonly kind: 'ordinal';
  /** In their order: neighbours are alike. */
  readonly choices: readonly V[];
  readonly when?: Condition;
}

export type Parameter = FloatParameter | IntParameter | ChoiceParameter | OrdinalParameter;

/** Whether the values are listed, not computed from bounds. */
export const isListed = (parameter: Parameter): parameter is ChoiceParameter | OrdinalParameter =>
  parameter.kind === 'choice' || parameter.kind === 'ordinal';

/** Declarative on purpose: the conductor samples, enumerates, explains and plots it without running user code. */
export type Space = Readonly<Record<string, Parameter>>;

type ValueOf<P extends Parameter> = P extends { readonly choices: readonly (infer V)[] } ? V : number;

/** A conditional parameter is `undefined` where its condition does not hold. */
type Conditional<P, V> = P extends { readonly when: Condition } ? V | undefined : V;

/** The type of `hp` in a study file: the keys and value types of its `space`. */
export type Hyperparameters<S extends Space> = { readonly [K in keyof S]: Conditional<S[K], ValueOf<S[K]>> };

export interface NumericOptions {
  readonly scale?: Scale;
  readonly step?: number;
}

/** A real number in [low, high]. */
export function float(low: number, high: number, options?: NumericOptions): FloatParameter;
export function float(
  low: number,
  high: number,
  options: NumericOptions & { readonly when: Condition },
): FloatParameter & { readonly when: Condition };
export function float(low: number, high: number, options: NumericOptions & { when?: Condition } = {}): FloatParameter {
  return { kind: 'float', low, high, scale: options.scale ?? 'linear', ...given(options) };
}

/** An integer in [low, high]; `step` counts from `low`. */
export function int(low: number, high: number, options?: NumericOptions): IntParameter;
export function int(
  low: number,
  high: number,
  options: NumericOptions & { readonly when: Condition },
): IntParameter & { readonly when: Condition };
export function int(low: number, high: number, options: NumericOptions & { when?: Condition } = {}): IntParameter {
  return { kind: 'int', low, high, scale: options.scale ?? 'linear', step: 1, ...given(options) };
}

/** One of the values listed; no order is assumed between them. */
export function choice<const V extends ParameterValue>(choices: readonly V[]): ChoiceParameter<V>;
export function choice<const V extends ParameterValue>(
  choices: readonly V[],
  options: { readonly when: Condition },
): ChoiceParameter<V> & { readonly when: Condition };
export function choice<const V extends ParameterValue>(
  choices: readonly V[],
  options: { readonly when?: Condition } = {},
): ChoiceParameter<V> {
  return { kind: 'choice', choices, ...(options.when && { when: options.when }) };
}

/** One of the values listed, which are in a meaningful order: neighbours are alike, whatever their distance as numbers. */
export function ordinal<const V extends ParameterValue>(choices: readonly V[]): OrdinalParameter<V>;
export function ordinal<const V extends ParameterValue>(
  choices: readonly V[],
  options: { readonly when: Condition },
): OrdinalParameter<V> & { readonly when: Condition };
export function ordinal<const V extends ParameterValue>(
  choices: readonly V[],
  options: { readonly when?: Condition } = {},
): OrdinalParameter<V> {
  return { kind: 'ordinal', choices, ...(options.when && { when: options.when }) };
}

function given(options: NumericOptions & { when?: Condition }) {
  return {
    ...(options.step !== undefined && { step: options.step }),
    ...(options.when && { when: options.when }),
  };
}

/** Whether `parameter` takes part in a trial whose parameters sampled so far are `parameters`. */
export function isActive(parameter: Parameter, parameters: Parameters): boolean {
  return Object.entries(parameter.when ?? {}).every(([name, wanted]) => {
    const value = parameters[name];
    return value !== undefined && (Array.isArray(wanted) ? wanted.includes(value) : value === wanted);
  });
}
