import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The child processes as plain JavaScript files. */
export interface ChildFiles {
  readonly ortune: string;
  readonly tfjs: string;
}

const children = fileURLToPath(new URL('children/', import.meta.url));

/**
 * Compiles the children: a loader that compiles TypeScript at run time would add 100 MB to the memory that is measured
 * (tsx 4.23). The files lie inside node_modules, from where they find the project's dependencies.
 */
export async function bundleChildren(repository: string): Promise<ChildFiles> {
  const folder = join(repository, 'node_modules', '.cache', 'ortune-bench');
  await build({
    entryPoints: { ortune: join(children, 'ortune.ts'), tfjs: join(children, 'tfjs.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return { ortune: join(folder, 'ortune.mjs'), tfjs: join(folder, 'tfjs.mjs') };
}
