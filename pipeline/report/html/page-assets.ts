import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { OrtuneError } from '../../errors.js';

/** What every page has in it beside its data. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
}

let loaded: Promise<PageAssets> | undefined;

/** Made by build-page.mjs when the package is built. @throws OrtuneError where it is not */
export function loadPageAssets(): Promise<PageAssets> {
  loaded ??= readAssets();
  return loaded;
}

async function readAssets(): Promise<PageAssets> {
  const [script, style] = await Promise.all([readPageAsset('page.js'), readPageAsset('page-style.css')]);
  return { script, style };
}

/** One of the files that build-page.mjs makes. @throws OrtuneError where it is not there */
export function readPageAsset(name: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve('ortune/package.json'));
  return readFile(join(root, 'dist', 'page', name), 'utf8').catch((error: Error) => {
    throw new OrtuneError(
      `the script of report.html is missing: ${error.message}; build the package with \`npm run build\``,
      {
        cause: error,
      },
    );
  });
}
