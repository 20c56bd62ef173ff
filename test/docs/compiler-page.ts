import { fileURLToPath } from 'node:url';

export const compilerPage = fileURLToPath(new URL('../../docs/compiler.md', import.meta.url));

const picture = /(```mermaid\n)([\s\S]*?)(```)/;

export const pictureOf = (page: string): string | undefined => picture.exec(page)?.[2]?.trimEnd();

export const withPicture = (page: string, mermaid: string): string =>
  page.replace(picture, (_whole, open: string, _old, close: string) => `${open}${mermaid}\n${close}`);
