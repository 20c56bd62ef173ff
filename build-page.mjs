// Bundles the script and the style sheet of report.html into dist/page, ECharts included: whoever installs the package
// needs no bundler. Part of the build, after tsc.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const page = join(root, 'pipeline', 'report', 'page');

await build({
  entryPoints: { page: join(page, 'main.ts'), 'page-style': join(page, 'page.css') },
  outdir: join(root, 'dist', 'page'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  // The end of a script element must not stand in a script.
  supported: { 'inline-script': false },
  legalComments: 'none',
  logLevel: 'warning',
  tsconfigRaw: {},
});
