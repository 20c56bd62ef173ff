import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { type Sizes, sizesAsEnvironment } from './sizes.js';
import type { TimedEvent } from './time-to-target.js';

export interface Search extends Sizes {
  readonly sampler: string;
  readonly pruner: string;
  readonly trials: number;
  readonly workers: number;
  readonly seed: number;
  /** After this it is given up; null: never. */
  readonly timeoutSeconds: number | null;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Runs the study with the compiled command line, as users do, until its trials are trained; they are not timed.
 * @returns what it said, in order
 */
export async function runSearch(search: Search): Promise<readonly TimedEvent[]> {
  const out = await mkdtemp(join(tmpdir(), 'ortune-pruning-'));
  try {
    const { sampler, pruner, trials, workers, seed, timeoutSeconds, ...sizes } = search;
    const args = ['tune', 'bench/pruning-study/fashion-mnist.study.ts', '--json', '--out', out];
    const options = { sampler, pruner, trials, workers, seed, timeout: timeoutSeconds ?? undefined };
    for (const [name, value] of Object.entries(options)) {
      if (value !== undefined) args.push(`--${name}`, String(value));
    }
    const env = sizesAsEnvironment(sizes);
    const command = execaNode('dist/pipeline/cli.js', args, { cwd: root, env, reject: false, nodeOptions: [] });
    const events: TimedEvent[] = [];
    for await (const line of command) {
      const event = JSON.parse(String(line)) as TimedEvent | { readonly type: 'error'; readonly message: string };
      if (event.type === 'error') throw new Error(event.message);
      events.push(event);
      if (event.type === 'benchmark-started') command.kill('SIGINT');
    }
    return events;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
