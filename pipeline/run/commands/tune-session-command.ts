import { type Command, Option } from 'commander';
import type { ExitCode } from '../../errors.js';
import type { TuningObjectiveName } from '../../tune-session/tuning-objectives.js';
import { dimensionSize, positiveSeconds, wholeNumber } from './option-values.js';
import type { TuneSessionOptions } from './tune-session.js';

/** Names only: what measures them is imported when a session is tuned. */
const objectives = ['p50', 'p90', 'p99', 'throughput', 'memory'] as const satisfies readonly TuningObjectiveName[];

/** Adds `ortune tune-session`. */
export function addTuneSessionCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('tune-session')
    .description('Find the session options with which ONNX Runtime runs a model best on this machine.')
    .argument('<model.onnx>', 'any model that `ortune bench` measures')
    .addOption(new Option('--objective <name>', 'what to tune for').choices([...objectives]).default('p90'))
    .option('--out <file>', 'where the options go, as JSON (default: model.session.json beside the model)')
    .option('--trials <n>', 'how many options to try', wholeNumber(1), 24)
    .option(
      '--seconds <s>',
      'measuring time of each in the search; the confirmation takes four times as long',
      positiveSeconds,
      1,
    )
    .option('--dim <name=size>', 'the size of a symbolic dimension; may be repeated', dimensionSize)
    .option('--inputs <file>', 'inputs instead of generated ones: .npz, .json, or a folder of input_0.pb, ...')
    .option('--seed <n>', 'seed of the search and of the inputs', wholeNumber(0), 0)
    .option('--json', 'print the result as JSON')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune tune-session reports/mnist/best.onnx --objective p90')
    .action(async (model: string, options: TuneSessionOptions) => {
      finish(await (await import('./tune-session.js')).tuneSessionOf(model, options));
    });
}
