import { fileURLToPath } from 'node:url';

/** The path of a file named by path or URL; a relative path starts at the working directory. */
export function filePath(file: string | URL): string {
  return typeof file === 'string' ? file : fileURLToPath(file);
}
