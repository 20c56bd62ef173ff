import type { Paint } from '../progress/paint.js';
import { wrapLines } from '../progress/wrap-lines.js';
import type { OptionDescription } from './describe-options.js';

/** A sampler or a pruner as `ortune samplers` tells of it. */
export interface MethodDescription {
  readonly name: string;
  readonly summary: string;
  /** Empty where there is none to name. */
  readonly source: string;
  readonly options: readonly OptionDescription[];
}

/**
 * A heading, then each method: what it does, where it is from, and a line for each option.
 * @param width lines are broken to it
 * @param names the width of the column of names
 */
export function renderMethods(
  heading: string,
  methods: readonly MethodDescription[],
  { width, names, paint }: { readonly width: number; readonly names: number; readonly paint: Paint },
): readonly string[] {
  const margin = ' '.repeat(names + 2);
  const inside = Math.max(20, width - margin.length);
  return [
    ...wrapLines(heading, width).map((line) => paint('underline', line)),
    ...methods.flatMap(({ name, summary, source, options }) => {
      const [first = '', ...rest] = wrapLines(summary, inside);
      return [
        '',
        `${paint('bold', name.padEnd(names))}  ${first}`,
        ...rest.map((line) => margin + line),
        ...(source === '' ? [] : wrapLines(source, inside).map((line) => margin + paint('dim', line))),
        ...renderOptions(options, inside, paint).map((line) => margin + line),
      ];
    }),
  ];
}

function renderOptions(options: readonly OptionDescription[], width: number, paint: Paint): readonly string[] {
  const names = Math.max(0, ...options.map(({ name }) => name.length));
  return options.flatMap((option) => {
    const [first = '', ...rest] = wrapLines(describeOption(option), Math.max(20, width - names - 2));
    return [
      `${paint('cyan', option.name.padEnd(names))}  ${first}`,
      ...rest.map((line) => ' '.repeat(names + 2) + line),
    ];
  });
}

function describeOption(option: OptionDescription): string {
  return `${option.type}; ${'default' in option ? `default ${JSON.stringify(option.default)}` : 'optional'}`;
}
