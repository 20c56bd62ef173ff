import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { register as registerHooks } from 'node:module';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { register as registerTypeScript } from 'tsx/esm/api';
import { OrtuneError, StudyFileError } from '../errors.js';
import { parseStudy } from './parse-study.js';
import type { Study } from './study.js';
import { importsPort } from './study-imports.js';

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** The study that a file exports; see `loadDefinition`. */
export function loadStudyFile(path: string): Promise<Study> {
  return loadDefinition(path, parseStudy);
}

/**
 * Imports a study file and checks its default export. The file runs in this process and shares its one copy of ortune
 * and tfjs; TypeScript needs no build step.
 * @throws StudyFileError when the file is missing, does not load, or `parse` throws one; the message names the file.
 */
export async function loadDefinition<T>(path: string, parse: (value: unknown) => T): Promise<T> {
  const file = resolve(path);
  await checkFile(path, file);
  await registerOnce();
  const loaded: unknown = await import(pathToFileURL(file).href).catch(async (error: unknown) => {
    throw new StudyFileError(`cannot load ${path}: ${await describeLoadError(error, file)}`, { cause: error });
  });
  const definition = defaultExport(loaded);
  if (definition === undefined) {
    throw new StudyFileError(`${path} has no default export; write \`export default defineStudy({ ... })\``);
  }
  try {
    return parse(definition);
  } catch (error) {
    if (!(error instanceof StudyFileError)) throw error;
    throw new StudyFileError(`${path}: ${error.message}`, { cause: error });
  }
}

async function checkFile(path: string, file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 'there is no such file' : error.message;
    throw new StudyFileError(`cannot read study file ${path}: ${problem}`, { cause: error });
  });
  if (!found.isFile()) throw new StudyFileError(`cannot read study file ${path}: it is not a file`);
  if (!extensions.includes(extname(file))) {
    throw new StudyFileError(`${path} is not a study file: its name must end in ${extensions.join(', ')}`);
  }
}

/** A CommonJS study (`exports.default = ...`, `module.exports = ...`) arrives one level deeper. */
function defaultExport(loaded: unknown): unknown {
  const outer = property(loaded, 'default');
  return property(outer, '__esModule') === true ? property(outer, 'default') : outer;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;

let registering: Promise<void> | undefined;

/** Hooks stay for the life of the process: imports that a study makes later, inside `model`, need them as well. */
function registerOnce(): Promise<void> {
  registering ??= register();
  return registering;
}

async function register(): Promise<void> {
  // Run from its sources (tests), ortune is .ts; built, it is .js.
  const extension = extname(fileURLToPath(import.meta.url));
  const entry = new URL(`../../index${extension}`, import.meta.url).href;
  // Ortune's own modules need no hooks, which take longer over each than Node alone; its sources do.
  if (extension === '.js') await import(entry);
  registerTypeScript();
  registerHooks(new URL(`./study-file-hooks${extension}`, import.meta.url).href, {
    data: { entry, port: importsPort },
    transferList: [importsPort],
  });
}

async function describeLoadError(error: unknown, file: string): Promise<string> {
  if (!(error instanceof Error)) return `it threw ${String(error)}`;
  // esbuild's message for TypeScript: "<file>:<line>:<column>: ERROR: <what>".
  const transform = /^(.*):(\d+):(\d+): ERROR: (.*)$/m.exec(error.message);
  if (transform) return `syntax error in ${transform[1]}, line ${transform[2]}: ${transform[4]}`;
  if (isImportError(error)) {
    return `an import cannot be resolved: ${firstLine(error.message)}; install the package or correct the import`;
  }
  // The TypeScript loader's scan of a JavaScript file, which does not find the line.
  const unparsed = /^Parse error (.*):\d+:\d+$/m.exec(error.message)?.[1];
  if (unparsed !== undefined || error instanceof SyntaxError) {
    const inPrint = syntaxErrorPlace(error.stack ?? '');
    if (inPrint) return `syntax error in ${inPrint}: ${error.message}`;
    return (await checkSyntax(unparsed ?? file)) ?? `syntax error in a file it imports: ${error.message}`;
  }
  // Raised by what the study called, a data set for example, and meant for the user as it is.
  if (error instanceof OrtuneError) return error.message;
  const place = stackPlace(error.stack ?? '');
  return `it threw ${error.name}: ${error.message}${place ? ` (${place})` : ''}`;
}

const isImportError = (error: Error) =>
  /^(ERR_)?(MODULE_NOT_FOUND|UNSUPPORTED_DIR_IMPORT|PACKAGE_PATH_NOT_EXPORTED)$/.test(errorCode(error)) ||
  /does not provide an export named/.test(error.message);

const errorCode = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '');

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

/** "file:///studies/a.mjs:3" or "/studies/a.mjs:3" on a line of its own, as V8 puts it above the faulty source line. */
function syntaxErrorPlace(text: string): string | undefined {
  const match = /^(?:file:\/\/)?(\/.*|[A-Za-z]:[\\/].*):(\d+)$/m.exec(text);
  return match ? `${match[1]}, line ${match[2]}` : undefined;
}

/** Where user code threw: the first stack frame that is neither Node's own nor a package's. */
function stackPlace(stack: string): string | undefined {
  const frame = stack
    .split('\n')
    .find((line) => /^\s+at .*:\d+:\d+\)?$/.test(line) && !/node:|node_modules/.test(line));
  const match = frame && /(?:file:\/\/)?([^\s()]+):(\d+):\d+\)?$/.exec(frame);
  return match ? `${match[1]}, line ${match[2]}` : undefined;
}

/**
 * Node tells the line of a syntax error in a module only when it prints it. From standard input, because by its name
 * alone the file may pass for CommonJS. Undefined where this file is correct.
 */
async function checkSyntax(file: string): Promise<string | undefined> {
  const source = await readFile(file, 'utf8');
  const printed = await new Promise<string>((done) => {
    const args = ['--input-type=module', '--check'];
    execFile(process.execPath, args, (_error, _stdout, stderr) => done(stderr)).stdin?.end(source);
  });
  const line = /^\[stdin\]:(\d+)$/m.exec(printed)?.[1];
  const problem = /^SyntaxError: (.*)$/m.exec(printed)?.[1];
  return line && problem && `syntax error in ${file}, line ${line}: ${problem}`;
}
