import { floatOf } from './float-columns.js';
import type { Attributes } from './json-value.js';
import type { Row } from './queries/rows.js';
import type { TrialOutcome } from './study-store.js';
import { systemAttributes } from './system-attributes.js';

/**
 * The values that are stored of a trial with this end. `lastReport` is that of a pruned trial.
 * @throws RangeError on NaN or where there is not one value per objective
 */
export function objectiveValues(
  outcome: TrialOutcome,
  objectives: number,
  lastReport: Row<'trial_intermediate_values'> | undefined,
): readonly number[] {
  if (outcome.state === 'COMPLETE') {
    const { values } = outcome;
    if (values.length !== objectives || values.some(Number.isNaN)) {
      throw new RangeError(
        `a complete trial needs ${objectives} value(s), none of them NaN, got ${values.join(', ') || 'none'}`,
      );
    }
    return values;
  }
  if (!lastReport || objectives > 1) return [];
  const last = floatOf(lastReport.intermediate_value, lastReport.intermediate_value_type);
  return Number.isNaN(last) ? [] : [last];
}

/** All that an outcome says beside its values, as attributes. @throws RangeError where a constraint is NaN */
export function outcomeAttributes(outcome: TrialOutcome): { readonly user: Attributes; readonly system: Attributes } {
  const { constraints, userAttributes = {} } = outcome;
  const reason = outcome.state === 'COMPLETE' ? undefined : outcome.reason;
  if (constraints?.some(Number.isNaN)) throw new RangeError(`a constraint must not be NaN, got ${constraints}`);
  return {
    user: userAttributes,
    system: {
      ...(constraints && { [systemAttributes.constraints]: constraints }),
      ...(reason !== undefined && { [systemAttributes.reason]: reason }),
      ...outcome.systemAttributes,
    },
  };
}
