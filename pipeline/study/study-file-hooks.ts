import { readFile } from 'node:fs/promises';
import type { InitializeHook, ResolveHook } from 'node:module';

/** Module hooks for study files, in Node's hooks thread (see node:module `register`). */

/** URL of ortune's public entry point. */
let entry: string | undefined;

export const initialize: InitializeHook<{ readonly entry: string }> = (data) => {
  entry = data.entry;
};

/** tfjs keeps its engine in a module: a study that loaded a second copy would build tensors this process cannot see. */
const shared = /^@tensorflow\/tfjs-(core|layers)(\/|$)/;

export const resolve: ResolveHook = async (specifier, context, next) => {
  // A study gets the ortune that runs it and that ortune's tfjs, also where it is installed nowhere near the study.
  if (specifier === 'ortune' && entry !== undefined) return next(entry, context);
  if (shared.test(specifier)) return next(specifier, { ...context, parentURL: entry });
  const resolved = await next(specifier, context);
  return (await isEsModule(resolved.url)) ? { ...resolved, format: 'module' } : resolved;
};

/**
 * Without `"type": "module"` in the nearest package.json Node takes .ts and .js files for CommonJS, which cannot
 * import ortune. TypeScript is therefore always a module, JavaScript when it has import or export statements.
 */
async function isEsModule(url: string): Promise<boolean> {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return false;
  const { pathname } = new URL(url);
  if (/\.tsx?$/.test(pathname)) return true;
  return /\.jsx?$/.test(pathname) && /^\s*(import|export)[\s{*'"]/m.test(await readFile(new URL(url), 'utf8'));
}
