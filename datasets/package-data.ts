import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatasetError } from '../pipeline/errors.js';

/** A file of `datasets/data`, found from `datasets/*.ts` as well as from `dist/datasets/*.js`. */
export function packageData(file: string): string {
  return path.join(packageRoot(path.dirname(fileURLToPath(import.meta.url))), 'datasets', 'data', file);
}

/** The nearest folder upwards whose package.json is named `ortune`. */
function packageRoot(folder: string): string {
  const manifest = path.join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'ortune') return folder;
  const parent = path.dirname(folder);
  if (parent !== folder) return packageRoot(parent);
  throw new DatasetError('the data that ship with ortune were not found: its installation is damaged; reinstall it');
}
