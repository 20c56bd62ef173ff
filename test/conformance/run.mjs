// Runs tfjs-core's own published specs against the `onnx` backend, in asynchronous mode (only `await tensor.data()`).
//   node test/conformance/run.mjs [--fast] [--filter <text>]... [--record] [--verbose]
// --record writes coverage.json, from which docs/kernels.md is made.
//   node test/conformance/run.mjs --backend @tensorflow/tfjs-backend-cpu --name cpu     the reference
// Exit code 0: every spec passed but those that known-failures.json names with a reason.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import Jasmine from 'jasmine';
import { bundleSpecs } from './bundle-specs.mjs';
import { isFastSpec } from './fast-specs.mjs';
import { renderCoverage } from './render-coverage.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: join(here, '../../pipeline/compiler/index.ts') },
    name: { type: 'string', default: 'onnx' },
    fast: { type: 'boolean', default: false },
    filter: { type: 'string', multiple: true, default: [] },
    record: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** The name of a spec without the parts that say which environment it ran in: `conv2d x=[1,4,4,1] ...`. */
const plainName = (fullName) => fullName.replaceAll(` ${options.name} {}`, '').replace(/\s+/g, ' ').trim();

/** @type {{ reason: string, specs: string[], mayPass?: boolean }[]} */
const knownFailures =
  options.name === 'onnx' ? JSON.parse(readFileSync(join(here, 'known-failures.json'), 'utf8')) : [];
const known = new Map(knownFailures.flatMap((group) => group.specs.map((spec) => [spec, group])));

const runner = new Jasmine();
runner.clearReporters();
runner.onComplete(() => {});
runner.jasmine.DEFAULT_TIMEOUT_INTERVAL = 30_000;
runner.randomizeTests(false);
const selected = (name) =>
  (!options.fast || isFastSpec(name)) && (options.filter.length === 0 || options.filter.some((t) => name.includes(t)));
runner.env.configure({ specFilter: (spec) => selected(plainName(spec.getFullName())) });

const { path, remove } = await bundleSpecs(options.backend, options.name);
const counts = { passed: 0, failed: 0, skipped: 0 };
/** @type {Map<string, string[]>} unexpected failures by the first word of their name */
const failures = new Map();
const unexpectedPasses = [];
const kernelsOfSpec = new Set();
/** @type {Map<string, Map<string, number>>} kernel -> spec group -> passing specs that called it */
const coverage = new Map();

runner.addReporter({
  specStarted: () => kernelsOfSpec.clear(),
  specDone(spec) {
    const name = plainName(spec.fullName);
    if (spec.status === 'passed') {
      counts.passed++;
      if (known.has(name) && !known.get(name)?.mayPass) unexpectedPasses.push(name);
      const group = name.split(' ')[0];
      for (const kernel of kernelsOfSpec) {
        const groups = coverage.get(kernel) ?? new Map();
        coverage.set(kernel, groups.set(group, (groups.get(group) ?? 0) + 1));
      }
    } else if (spec.status === 'failed') {
      counts.failed++;
      if (known.has(name)) return;
      const group = name.split(' ')[0];
      const message = spec.failedExpectations[0]?.message?.split('\n')[0].slice(0, 200);
      failures.set(group, [...(failures.get(group) ?? []), `${name}: ${message}`]);
    } else counts.skipped++;
  },
  async jasmineDone() {
    for (const [group, list] of [...failures].sort((a, b) => b[1].length - a[1].length)) {
      console.log(`${String(list.length).padStart(5)}  ${group}`);
      for (const line of options.verbose ? list : list.slice(0, 1)) console.log(`         ${line}`);
    }
    for (const name of unexpectedPasses) console.log(`known failure passes now, take it off the list: ${name}`);
    const seconds = process.uptime().toFixed(1);
    const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    const { passed, failed, skipped } = counts;
    const expected = failed - [...failures.values()].reduce((sum, list) => sum + list.length, 0);
    console.log(
      `${passed} passed, ${failed} failed (${expected} known), ${skipped} skipped; ${seconds} s, peak ${megabytes} MB`,
    );
    if (options.record) writeFileSync(join(here, 'coverage.json'), renderCoverage(counts, coverage));
    remove();
    process.exit(failures.size + unexpectedPasses.length > 0 || passed === 0 ? 1 : 0);
  },
});
try {
  const { observeKernels } = await import(pathToFileURL(path).href);
  observeKernels((kernel) => kernelsOfSpec.add(kernel));
  runner.env.execute();
} catch (error) {
  remove();
  throw error;
}
