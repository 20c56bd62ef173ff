// Bundles the scripts and the style sheets of report.html and of the dashboard into dist/page, ECharts included: whoever
// installs the package needs no bundler. Part of the build, after tsc.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const page = join(root, 'pipeline', 'report', 'page');

/** Every page redistributes these: their notices and terms go with it. */
const notices = ['echarts/NOTICE', 'zrender/LICENSE'].map((file) =>
  readFileSync(join(root, 'node_modules', file), 'utf8').trim(),
);
const terms =
  'Apache ECharts is under the Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0; its renderer:';

await build({
  entryPoints: {
    page: join(page, 'main.ts'),
    'page-style': join(page, 'page.css'),
    dashboard: join(page, 'dashboard', 'main.ts'),
    'dashboard-style': join(page, 'dashboard', 'dashboard.css'),
  },
  outdir: join(root, 'dist', 'page'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  // The end of a script element must not stand in a script.
  supported: { 'inline-script': false },
  legalComments: 'none',
  banner: { js: `/*\n${notices.join(`\n\n${terms}\n\n`)}\n*/` },
  logLevel: 'warning',
  tsconfigRaw: {},
});
