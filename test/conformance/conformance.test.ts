import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it("passes the fast part of tfjs-core's own specs", async () => {
  const { exitCode, all } = await execa(process.execPath, ['test/conformance/run.mjs', '--fast'], {
    cwd: root,
    all: true,
    reject: false,
  });
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/^\d{3,} passed/m);
});
