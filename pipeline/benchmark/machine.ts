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
 * The version of a package that ortune can import, without loading it; undefined where it is absent.
 * @param project another folder whose packages count: data sets may be installed in the user's project only
 */
export function installedVersion(name: string, project?: string): string | undefined {
  const from = project === undefined ? [import.meta.url] : [import.meta.url, join(project, 'package.json')];
  // `require(name/package.json)` is refused by packages whose `exports` do not list it.
  for (const folder of from.flatMap((place) => createRequire(place).resolve.paths(name) ?? [])) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
