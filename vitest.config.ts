import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * Folders of test/ whose files take turns in two processes, so that modules are loaded once for them all: most of the
 * time of a file of small tests. They leave nothing behind that another one would see but the backend of tfjs.
 */
const sharing = [
  ...['analyze', 'bench', 'benchmark', 'datasets', 'load', 'rank', 'report', 'run', 'search', 'search-architecture'],
  ...['store', 'study', 'tune-session', 'train', 'models', 'export', 'quantize', 'presets'],
].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  resolve: { alias: { ortune: fileURLToPath(new URL('./index.ts', import.meta.url)) } },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: sharing,
          isolate: false,
          setupFiles: ['test/helpers/reference-backend.ts'],
        },
      },
      // ONNX Runtime sessions and tfjs's global engine want a process of their own.
      { extends: true, test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: sharing } },
    ],
  },
});
