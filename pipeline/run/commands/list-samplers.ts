import type { z } from 'zod';
import { type ExitCode, exitCodes } from '../../errors.js';
import { pruners } from '../../search/pruners/registry.js';
import { samplers } from '../../search/samplers/registry.js';
import { chooseDisplay, ownSurroundings } from '../progress/choose-display.js';
import { colouredText, plainText } from '../progress/paint.js';
import { describeOptions } from './describe-options.js';
import { type MethodDescription, renderMethods } from './render-methods.js';

/** Longer lines are hard to read, however wide the terminal is. */
const widest = 100;

/** What a file or a pipe gets, and what nearly every terminal has. */
const usualWidth = 80;

/** `ortune samplers`: every sampler and every pruner with its source and its options. */
export async function listSamplers({ json }: { readonly json?: boolean }): Promise<ExitCode> {
  const methods = { samplers: describeAll(samplers), pruners: describeAll(pruners) };
  if (json) {
    process.stdout.write(`${JSON.stringify(methods)}\n`);
    return exitCodes.done;
  }
  const { colour } = chooseDisplay({}, ownSurroundings());
  const names = Math.max(...[...methods.samplers, ...methods.pruners].map(({ name }) => name.length));
  const paint = colour ? colouredText : plainText;
  const layout = { width: Math.min(widest, process.stdout.columns ?? usualWidth), names, paint };
  const lines = [
    ...renderMethods("Samplers: which hyperparameters are next (sampler: 'tpe' in a study)", methods.samplers, layout),
    '',
    ...renderMethods("Pruners: which trials end early (pruner: 'median' in a study)", methods.pruners, layout),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.done;
}

interface Definition {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly options: z.ZodObject;
}

function describeAll(registry: Readonly<Record<string, Definition>>): readonly MethodDescription[] {
  return Object.values(registry).map(({ name, summary, source, options }) => ({
    name,
    summary,
    source,
    options: describeOptions(options),
  }));
}
