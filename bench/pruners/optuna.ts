import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Contender } from './contender.js';

/** Optuna's pruners in a Python process of its own. */
export class OptunaPruners {
  readonly #python: ReturnType<typeof spawn>;
  readonly #lines: AsyncIterator<string>;

  /** `peers` is a virtual environment with Optuna in it. */
  constructor(peers: string) {
    const script = fileURLToPath(new URL('../peers/optuna_pruner.py', import.meta.url));
    this.#python = spawn(join(peers, 'bin', 'python'), ['-W', 'ignore', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.#python;
    if (!stdout) throw new Error('the Python process has no standard output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** The pruner `median`, `asha` or `hyperband` with its defaults, which is told how many epochs a full run has where it asks for that. */
  async contender(pruner: string): Promise<Contender> {
    const { version } = await this.#request({ version: true });
    return {
      name: `optuna-${pruner}`,
      version: `Optuna ${version}`,
      begin: async ({ task, seed }) => {
        await this.#request({ study: { pruner, name: `${task.name}-${seed}`, steps: task.epochs } });
        return {
          shouldPrune: async ({ number, reports = [] }) => {
            const { step = 0, losses = [] } = reports.at(-1) ?? {};
            return (await this.#request({ report: { number, step, loss: losses[0] } })).prune === true;
          },
          ended: async ({ number, state, reports = [] }) => {
            await this.#request({ end: { number, state, last: reports.at(-1) ?? null } });
          },
        };
      },
    };
  }

  async close(): Promise<void> {
    this.#python.stdin?.end();
    await once(this.#python, 'close');
  }

  async #request(request: unknown): Promise<{ readonly version?: string; readonly prune?: boolean }> {
    this.#python.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('Optuna ended; is it installed in the folder given by --peers?');
    return JSON.parse(value) as { version?: string; prune?: boolean };
  }
}
