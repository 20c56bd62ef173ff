import { readFile } from 'node:fs/promises';
import type { InitializeHook, ResolveHook } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import type { LocalImport } from './study-imports.js';

/** Module hooks for study files, in Node's hooks thread (see node:module `register`). */

/** URL of ortune's public entry point. */
let entry: string | undefined;

/** Told every `LocalImport`. */
let port: MessagePort | undefined;

export const initialize: InitializeHook<{ readonly entry: string; readonly port: MessagePort }> = (data) => {
  ({ entry, port } = data);
};

/** tfjs keeps its engine in a module: a study that loaded a second copy would build tensors this process cannot see. */
const shared = /^@tensorflow\/tfjs-(core|layers)(\/|$)/;

export const resolve: ResolveHook = async (specifier, context, next) => {
  // A study gets the ortune that runs it and that ortune's tfjs, also where it is installed nowhere near the study.
  if (specifier === 'ortune' && entry !== undefined) return next(entry, context);
  if (shared.test(specifier)) return next(specifier, { ...context, parentURL: entry });
  const resolved = await next(specifier, context);
  const url = withoutMarks(resolved.url);
  if (context.parentURL && isLocal(context.parentURL) && isLocal(url) && url !== entry) {
    port?.postMessage({ from: withoutQuery(context.parentURL), to: withoutQuery(url) } satisfies LocalImport);
  }
  return (await isEsModule(url)) ? { ...resolved, url, format: 'module' } : resolved;
};

/** What tsx adds to the URL of a module that it takes for CommonJS and that exports what it imports. */
const withoutMarks = (url: string) => url.replace(/(%3F|[?&])tsx-commonjs-[\w-]+=\d/g, '');

const isLocal = (url: string) => url.startsWith('file:') && !url.includes('/node_modules/');

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, '');

/**
 * Without `"type": "module"` in the nearest package.json Node takes .ts and .js files for CommonJS, which cannot
 * import ortune. TypeScript is therefore always a module, JavaScript when it has import or export statements.
 */
async function isEsModule(url: string): Promise<boolean> {
  if (!isLocal(url)) return false;
  const { pathname } = new URL(url);
  if (/\.tsx?$/.test(pathname)) return true;
  return /\.jsx?$/.test(pathname) && /^\s*(import|export)[\s{*'"]/m.test(await readFile(new URL(url), 'utf8'));
}
