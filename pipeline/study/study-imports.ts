import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

/** One local module imports another; their URLs. */
export interface LocalImport {
  readonly from: string;
  readonly to: string;
}

const { port1: told, port2 } = new MessageChannel();

/** Where the hooks for study files, which run in a thread of their own, tell every `LocalImport`. */
export const importsPort = port2;

const imports = new Map<string, Set<string>>();

/**
 * The local modules that a study file has imported in this process until now, directly or through others, without itself,
 * sorted. Neither ortune nor packages in `node_modules` are among them, nor what `require` has loaded.
 * @returns absolute paths, links resolved
 */
export function studyImports(studyFile: string): readonly string[] {
  // Whatever was imported was told before, and lies there.
  for (let next = receiveMessageOnPort(told); next; next = receiveMessageOnPort(told)) {
    const { from, to }: LocalImport = next.message;
    imports.set(from, (imports.get(from) ?? new Set()).add(to));
  }
  const root = pathToFileURL(realpathSync(resolve(studyFile))).href;
  const reached = new Set([root]);
  for (const url of reached) for (const to of imports.get(url) ?? []) reached.add(to);
  reached.delete(root);
  return [...reached].map((url) => fileURLToPath(url)).sort();
}
