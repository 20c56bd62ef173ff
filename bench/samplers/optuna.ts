import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { orderParameters } from '../../pipeline/study/order-parameters.js';
import type { Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

interface Answer {
  readonly parameters: Parameters;
  /** Milliseconds that Optuna needed to tell the last value and ask for the next setting. */
  readonly ms: number;
  /** Of them the processor time of its process. */
  readonly cpuMs: number;
  readonly version: string;
}

interface StudyOfOptuna {
  /** How many; default 1. */
  readonly objectives?: number;
  /** Complete trials that the study begins with. */
  readonly history?: readonly { readonly parameters: Parameters; readonly values: readonly number[] }[];
}

/** Optuna in a Python process of its own, asked for one setting after another. */
export class Optuna {
  readonly #python: ReturnType<typeof spawn>;
  readonly #lines: AsyncIterator<string>;
  #version = '';

  /** `peers` is a virtual environment with Optuna in it. */
  constructor(peers: string) {
    const script = fileURLToPath(new URL('../peers/optuna_sampler.py', import.meta.url));
    this.#python = spawn(join(peers, 'bin', 'python'), ['-W', 'ignore', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const { stdout } = this.#python;
    if (!stdout) throw new Error('the Python process has no standard output');
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  }

  /** Empty before the first answer. */
  get version(): string {
    return this.#version;
  }

  /** Begins a study and asks for its first setting. */
  begin(sampler: string, seed: number, space: Space, study: StudyOfOptuna = {}): Promise<Answer> {
    const parameters = orderParameters(space).map(([name, { when, ...parameter }]) => ({
      name,
      ...parameter,
      ...(when && { when: Object.fromEntries(Object.entries(when).map(([on, wanted]) => [on, [wanted].flat()])) }),
    }));
    return this.#request({ study: { sampler, seed, space: parameters, ...study } });
  }

  /** Tells the values of the last setting and asks for the next. */
  tell(values: readonly number[]): Promise<Answer> {
    return this.#request({ values });
  }

  async close(): Promise<void> {
    this.#python.stdin?.end();
    await once(this.#python, 'close');
  }

  async #request(request: unknown): Promise<Answer> {
    this.#python.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('Optuna ended; is it installed in the folder given by --peers?');
    const answer = JSON.parse(value) as Answer;
    this.#version = answer.version;
    return answer;
  }
}
