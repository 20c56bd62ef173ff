import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';

/** Where figures were measured, so that they can be read years later. */
export interface Machine {
  readonly cpu: string;
  /** Processors this process may use. */
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  readonly platform: string;
  readonly node: string;
  readonly onnxruntime: string;
}

export function describeMachine(): Machine {
  return {
    cpu: os.cpus()[0]?.model.trim() || os.arch(),
    processors: os.availableParallelism(),
    memory: os.totalmem(),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.versions.node,
    onnxruntime: installedVersion('onnxruntime-node') ?? 'none',
  };
}

/**
 * The version of an installed package, without loading it: ortune's own, else the one of the project in
 * the working directory. Undefined where it is absent.
 */
export function installedVersion(name: string): string | undefined {
  // `require(name/package.json)` is refused by packages whose `exports` do not list it.
  const folders = [import.meta.url, join(process.cwd(), 'package.json')].flatMap(
    (from) => createRequire(from).resolve.paths(name) ?? [],
  );
  for (const folder of folders) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
