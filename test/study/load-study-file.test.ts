import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const study = (imports: string) => `
import { defineStudy, float, minimize } from 'ortune';
import { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
${imports}
export default defineStudy({
  name: 'a-study',
  dataset: {
    name: 'none',
    options: { defineStudy, Tensor, LayersModel, helper },
    load: () => Promise.reject(new Error('not loaded here')),
  },
  space: { rate: float(0, 1) },
  model: () => { throw new Error('not built here'); },
  training: () => ({ epochs: 1, batchSize: 1, optimizer: { name: 'sgd', learningRate: 1 } }),
  objectives: [minimize('validation.loss')],
});
`;

const helper = "import { helper } from './helper.js';";

/** Each lies in a folder of its own, outside of any node_modules. */
const files: Record<string, string> = {
  'study.ts': study(`${helper}\nconst typed: number = 1;\nenum Kind { A }`),
  'typed.mts': study(helper),
  'study.mjs': study("import { helper } from './plain.mjs';"),
  'script.js': study("import { helper } from './plain.mjs';"),
  'helper.ts': "export { helper } from './deeper.js';",
  'deeper.ts': "import './helper.js';\nexport const helper: string = 'helped';",
  'plain.mjs': "export const helper = 'helped';",
  'syntax.ts': "import { defineStudy } from 'ortune';\n\nexport default defineStudy({ name: );",
  'syntax.mjs': "import { defineStudy } from 'ortune';\n\nexport default defineStudy({ name: );",
  'syntax.js': "import { defineStudy } from 'ortune';\n\nexport default defineStudy({ name: );",
  'syntax-within.ts': "import './syntax.ts';\nexport default {};",
  'no-package.ts': "import thing from 'not-a-package-at-all';\nexport default thing;",
  'no-file.ts': "import thing from './missing.js';\nexport default thing;",
  'no-name.ts': "import { defineStudies } from 'ortune';\nexport default defineStudies({});",
  'no-default.ts': 'export const study = 1;',
  'number.ts': 'export default 42;',
  'bad-space.ts': study(helper).replace('float(0, 1)', "float(0, 1, { scale: 'log' })"),
  'throws.ts': 'const settings: { a?: { b: number } } = {};\n\nexport default settings.a.b;',
  'data.json': '{}',
};

interface Loaded {
  readonly error?: string;
  readonly message?: string;
  readonly helper?: string;
  readonly imports?: readonly string[];
}

let folder = '';
const results = new Map<string, Loaded>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-study-'));
  const paths: string[] = [join(folder, 'nowhere.ts'), folder];
  // The nearest package.json decides whether Node takes .ts and .js for modules; both must work.
  for (const [name, manifest] of Object.entries({ module: '{ "type": "module" }', untyped: '{}' })) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'package.json'), manifest);
    for (const [file, text] of Object.entries(files)) {
      await writeFile(join(folder, name, file), text);
      paths.push(join(folder, name, file));
    }
  }
  const child = fileURLToPath(new URL('./load-in-child.ts', import.meta.url));
  const { stdout } = await execa(process.execPath, ['--import', import.meta.resolve('tsx'), child, ...paths]);
  stdout.split('\n').forEach((line, index) => {
    results.set(paths[index] ?? '', JSON.parse(line));
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['module', 'untyped'])('in a package that is %s', (name) => {
  const load = (file: string) => results.get(join(folder, name, file));

  it.each(['study.ts', 'typed.mts', 'study.mjs', 'script.js'])(
    '%s loads and shares one copy of ortune and tfjs',
    (file) => {
      expect(load(file)).toEqual({
        name: 'a-study',
        trials: 20,
        sameOrtune: true,
        sameCore: true,
        sameLayers: true,
        helper: 'helped',
        imports: /ts$/.test(file) ? ['deeper.ts', 'helper.ts'] : ['plain.mjs'],
      });
    },
  );

  it.each([
    ['syntax.ts', 'syntax.ts, line 3: Unexpected ")"'],
    ['syntax.mjs', "syntax.mjs, line 3: Unexpected token ')'"],
    ['syntax-within.ts', 'syntax.ts, line 3: Unexpected ")"'],
    ['no-package.ts', "an import cannot be resolved: Cannot find package 'not-a-package-at-all'"],
    ['no-file.ts', 'missing.js'],
    ['no-name.ts', "does not provide an export named 'defineStudies'"],
    ['no-default.ts', 'has no default export; write `export default defineStudy({ ... })`'],
    ['number.ts', 'not a study: expected defineStudy({ ... }), got 42'],
    ['bad-space.ts', '`space.rate`: low must be > 0 on a log scale, got 0'],
    ['throws.ts', 'throws.ts, line 3)'],
    ['data.json', 'is not a study file: its name must end in .ts, .mts, .js, .mjs'],
  ])('%s is refused', (file, message) => {
    const refused = load(file);
    expect(refused?.error).toBe('StudyFileError');
    expect(refused?.message).toContain(message);
    expect(refused?.message).toContain(join(folder, name, file));
    // One plain message, no stack.
    expect(refused?.message).not.toMatch(/^\s+at /m);
  });

  it('gives the line of a syntax error in a script as well', () => {
    // Node and the TypeScript loader word it differently; a .ts neighbour of the same name may be taken instead.
    expect(load('syntax.js')?.message).toMatch(/syntax error in .*syntax\.[jt]s, line 3: Unexpected/);
  });
});

it('a missing file and a folder are refused', () => {
  expect(results.get(join(folder, 'nowhere.ts'))?.message).toMatch(
    /^cannot read study file .*nowhere\.ts: there is no such file$/,
  );
  expect(results.get(folder)?.message).toMatch(/it is not a file$/);
});
