import { readFile } from 'node:fs/promises';

const page = new URL('../../docs/serving.md', import.meta.url);

/** The code of a section of docs/serving.md. */
export async function documentedCode(section: string, language: 'ts' | 'html'): Promise<string> {
  const text = await readFile(page, 'utf8');
  const [, after = ''] = text.split(`\n## ${section}\n`);
  const [own = ''] = after.split('\n## ');
  const code = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(own)?.[1];
  if (code === undefined) throw new Error(`docs/serving.md has no ${language} code in its section ${section}`);
  return code;
}
