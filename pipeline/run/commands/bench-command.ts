import { type Command, Option } from 'commander';
import { percentileNames } from '../../benchmark/percentiles.js';
import { executionModes, graphOptimizationLevels } from '../../benchmark/session-option-names.js';
import type { ExitCode } from '../../errors.js';
import type { BenchCommandOptions } from './bench.js';
import {
  anyNumber,
  ascending,
  dimensionSize,
  names,
  positiveNumber,
  positiveSeconds,
  someOf,
  wholeNumber,
} from './option-values.js';

/** MLPerf's scenarios. Latencies of single runs are always measured: the others are about how they add up. */
export const scenarios = ['single-stream', 'offline', 'server'] as const;

export type Scenario = (typeof scenarios)[number];

/** `ortune bench`. */
export function addBenchCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('bench')
    .description('Measure latency, throughput and memory of any .onnx files in ONNX Runtime.')
    .argument('<file.onnx...>', 'models; they are measured in turns, each in processes of its own')
    .option('--seconds <s>', 'time for each model at most, without starting processes (default: 3)', positiveSeconds)
    .addOption(
      new Option('--percentile <name>', 'the latency that models are compared by (default: p50)').choices(
        percentileNames,
      ),
    )
    .option(
      '--width <share>',
      'end when its 95 % interval is this narrow (default: 0.02; 0: take all the time)',
      anyNumber,
    )
    .option(
      '--scenario <names>',
      'of single-stream, offline, server, with commas between them (default: single-stream,offline)',
      someOf(scenarios),
    )
    .option('--rate-bound <ms>', 'for server: what the percentile (default: p99) of a request may take', positiveNumber)
    .option('--batch-sizes <numbers>', 'for offline, ascending (default: 1,8,64)', ascending)
    .option(
      '--dim <name=size>',
      'the size of a symbolic dimension, or of axis 1 of x by x.1; may be repeated',
      dimensionSize,
    )
    .option('--inputs <file>', 'inputs from a .npz, a .json or a folder of input_0.pb, ... (default: random)')
    .option('--seed <n>', 'of random inputs (default: 0)', wholeNumber(0))
    .option('--session <file>', 'session options as JSON, as tune-session writes them; those below go before them')
    .option('--threads <n>', 'within an operator (default: 1; 0: one a core)', wholeNumber(0))
    .option('--inter-op-threads <n>', 'between operators (default: 1)', wholeNumber(0))
    .addOption(
      new Option('--graph-optimization <level>', 'how far graphs are rewritten (default: all)').choices(
        graphOptimizationLevels,
      ),
    )
    .addOption(
      new Option(
        '--execution-mode <mode>',
        'of operators that do not depend on each other (default: sequential)',
      ).choices(executionModes),
    )
    .option('--no-arena', 'without the arena that memory is taken from')
    .option('--no-memory-pattern', 'without planning memory from the first run')
    .option('--provider <names>', 'execution providers, with commas between them (default: cpu)', names)
    .option('--profile', 'also print where the time goes, by operator and by node')
    .option('--csv <file>', 'write everything as CSV')
    .option('--chart <file.svg>', 'write the latencies as a picture')
    .option('--json', 'print the measurements as JSON')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune bench reports/mnist/best.onnx other.onnx --dim length=128 --profile')
    .action(async (files: string[], options: BenchCommandOptions) => {
      finish(await (await import('./bench.js')).bench(files, options));
    });
}
