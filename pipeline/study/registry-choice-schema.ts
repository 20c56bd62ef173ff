import { z } from 'zod';
import { strictObjectMessages, valueAtPath } from './describe-issues.js';
import { listNames, suggestName } from './nearest-name.js';
import { quoteValue } from './quote-value.js';

/** What the schema needs of a registry's entry. */
interface Definition<Method> {
  readonly options: z.ZodObject;
  create(options: unknown): Method;
}

/**
 * A method of a registry, chosen by its name or by its name and options (`{ name: 'grid', points: 3 }`).
 * @param what names the kind of method in messages: `sampler`
 * @param byDefault the name that stands for nothing
 */
export function registryChoiceSchema<Method>(
  what: string,
  registry: Readonly<Record<string, Definition<Method>>>,
  byDefault: string,
) {
  return z
    .unknown()
    .optional()
    .transform((choice, context): Method => {
      const { name, ...options }: Record<string, unknown> =
        typeof choice === 'object' && choice !== null ? { ...choice } : { name: choice ?? byDefault };
      const definition = typeof name === 'string' && Object.hasOwn(registry, name) ? registry[name] : undefined;
      if (!definition) {
        const known = Object.keys(registry);
        const hint = typeof name === 'string' ? suggestName(name, known) : `choose one of ${listNames(known)}`;
        context.addIssue({ code: 'custom', message: `unknown ${what} ${quoteValue(name ?? choice)}; ${hint}` });
        return z.NEVER;
      }
      const parsed = definition.options.safeParse(options);
      if (parsed.success) return definition.create(options);
      for (const issue of parsed.error.issues)
        context.addIssue(optionIssue(issue, options, Object.keys(definition.options.shape)));
      return z.NEVER;
    });
}

/** Raised as `custom`: of any other issue the value would be looked up in the whole study, and once more added. */
function optionIssue(issue: z.core.$ZodIssue, options: Record<string, unknown>, known: readonly string[]) {
  return { code: 'custom' as const, path: [...issue.path], message: describeOption(issue, options, known) };
}

function describeOption(issue: z.core.$ZodIssue, options: Record<string, unknown>, known: readonly string[]): string {
  if (issue.code === 'unrecognized_keys') return strictObjectMessages(known, '')(issue);
  if (issue.code === 'custom') return issue.message;
  return `${issue.message}, got ${quoteValue(valueAtPath(options, issue.path))}`;
}
