import { parseArgs } from 'node:util';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { ortuneVersion } from '../pipeline/version.js';
import { measureSpeed, type SpeedResult, speedCases } from './samplers/measure-speed.js';
import { Optuna } from './samplers/optuna.js';
import { renderSpeed } from './samplers/render-speed.js';

/**
 * Time of one tell and one ask in a long study of 10 continuous hyperparameters, next to Optuna in the same run, both in memory.
 *
 *     npm run bench:samplers-speed -- --peers FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A virtual environment with Optuna; without it only our own samplers run. */
    peers: { type: 'string' },
  },
});

const optuna = options.peers ? new Optuna(options.peers) : undefined;
const results: SpeedResult[] = [];
for (const speedCase of speedCases) {
  results.push(await measureSpeed(speedCase, optuna));
  process.stderr.write(`${speedCase.sampler} ${speedCase.trials}\n`);
}
await optuna?.close();

const { cpu, processors, node } = describeMachine();
process.stdout.write(
  `${cpu}, ${processors} processors, Node ${node}, ortune ${ortuneVersion}${optuna ? `, Optuna ${optuna.version}` : ''}\n` +
    `Milliseconds of a tell and an ask, median [least, most]\n\n${renderSpeed(results)}\n`,
);
