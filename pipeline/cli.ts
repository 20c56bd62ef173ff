#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError, Option } from 'commander';
import { type ExitCode, exitCodes, UsageError } from './errors.js';
import { calibrationMethodNames } from './quantize/calibration/methods.js';
import { quantizationVariantNames } from './quantize/variant-names.js';
import { addBenchCommand } from './run/commands/bench-command.js';
import { engineOption, providerOption } from './run/commands/engine-options.js';
import type { LrFindOptions } from './run/commands/lr-find.js';
import { anyNumber, keyValue, positiveNumber, positiveSeconds, wholeNumber } from './run/commands/option-values.js';
import type { QuantizeCommandOptions } from './run/commands/quantize.js';
import { addReportCommands } from './run/commands/report-commands.js';
import { printJsonError, reportError } from './run/commands/report-error.js';
import { addSearchArchitectureCommand } from './run/commands/search-architecture-command.js';
import { addStudiesCommands } from './run/commands/studies-commands.js';
import type { TuneOptions } from './run/commands/tune.js';
import { addTuneSessionCommand } from './run/commands/tune-session-command.js';
import type { WorkerOptions } from './run/commands/worker.js';

// Commands are imported when they are called: help is instant, and one command's broken dependency stops no other.
function commandLine(finish: (code: ExitCode) => void): Command {
  const program = new Command('ortune')
    .description('Tune a TensorFlow.js model and ship it as ONNX.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help on a command')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'ortune: ')) });

  program
    .command('tune')
    .description('Run a study: train, export, verify, time and rank its trials.')
    .argument('<study file>', 'a TypeScript or JavaScript file whose default export is defineStudy({ ... })')
    .option('--trials <n>', 'how many trials to run (default: as the study says)', wholeNumber(1))
    .option(
      '--workers <n>',
      'processes that train at the same time (default: as the study says, or one a core)',
      wholeNumber(1),
    )
    .option('--seed <n>', 'seed of all random choices but the data split (default: as the study says)', wholeNumber(0))
    .addOption(engineOption())
    .addOption(providerOption())
    .option('--sampler <name>', "another sampler than the study's, with its default options")
    .option('--pruner <name>', "another pruner than the study's, with its default options")
    .option('--timeout <seconds>', 'stop after this time and report what is finished', positiveSeconds)
    .option(
      '--trial-timeout <seconds>',
      'a trial that takes longer fails (default: as the study says)',
      positiveSeconds,
    )
    .option(
      '--trial-memory <MB>',
      'a trial whose worker takes more memory fails (default: as the study says)',
      positiveNumber,
    )
    .option(
      '--retries <n>',
      'how often a trial is run again that was lost with its process (default: as the study says)',
      wholeNumber(0),
    )
    .option('--out <folder>', 'where reports go, in a folder named after the study', 'reports')
    .option('--storage <url>', 'where the study is recorded (default: study.db in the report folder)')
    .option('--queue <name>', 'give the trials to `ortune worker` processes, by a queue in the PostgreSQL storage')
    .option('--resume', 'go on with the study where it ended, however it did')
    .option('--overwrite', 'begin anew, even where a study of this name was interrupted')
    .option('--set <key=value>', 'give a hyperparameter this value in every trial; may be repeated', keyValue)
    .option('--json', 'print one JSON object a line')
    .option('--quiet', 'print the result only')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune tune studies/mnist.study.ts --trials 20 --workers 2 --seed 7')
    .action(async (studyFile: string, options: TuneOptions) => {
      finish(await (await import('./run/commands/tune.js')).tune(studyFile, options));
    });

  program
    .command('worker')
    .description('Carry out trials that `ortune tune --queue` gives, on this machine, until it is ended.')
    .requiredOption('--storage <url>', 'the PostgreSQL database of the study, as `tune` has it')
    .requiredOption('--queue <name>', 'the queue, as `tune` has it')
    .option('--workers <n>', 'trials at the same time (default: one a core)', wholeNumber(1))
    .option(
      '--study <file>',
      "where the study file is here (default: the conductor's path, from the working directory)",
    )
    .option('--quiet', 'print nothing but errors')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune worker --storage postgresql://ortune:secret@db/ortune --queue mnist')
    .action(async (options: WorkerOptions) => {
      finish(await (await import('./run/commands/worker.js')).worker(options));
    });

  program
    .command('lr-find')
    .description("Find a learning rate for a study's network: a range test, as a CSV and a chart.")
    .argument('<study file>', 'a TypeScript or JavaScript file whose default export is defineStudy({ ... })')
    .option('--set <key=value>', 'the value of a hyperparameter (default: the middle of its range)', keyValue)
    .option('--from <rate>', 'the first learning rate (default: 1e-6)', anyNumber)
    .option('--to <rate>', 'the last learning rate, if nothing stops the test before (default: 10)', anyNumber)
    .option('--steps <n>', 'how many rates, one for each update of the weights (default: 200)', wholeNumber(10))
    .addOption(
      new Option('--growth <kind>', 'how the rate is raised (default: exponential)').choices(['exponential', 'linear']),
    )
    .option(
      '--smoothing <share>',
      'weight of the past in the smoothed loss, from 0 to below 1 (default: 0.9)',
      anyNumber,
    )
    .option('--stop-at <factor>', 'stop where the smoothed loss is so many times its lowest (default: 4)', anyNumber)
    .option('--seed <n>', 'seed of weights and batches (default: as the study says)', wholeNumber(0))
    .addOption(engineOption())
    .addOption(providerOption())
    .option('--out <folder>', 'where the files go, in a folder named after the study', 'reports')
    .option('--json', 'print the whole result as JSON')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune lr-find studies/mnist.study.ts --set optimizer=adam')
    .action(async (studyFile: string, options: LrFindOptions) => {
      finish(await (await import('./run/commands/lr-find.js')).lrFind(studyFile, options));
    });

  addBenchCommand(program, finish);

  program
    .command('export')
    .description('Convert a saved tfjs LayersModel to ONNX and measure that both give the same.')
    .argument('<model.json>', 'what `model.save()` wrote; its weight files lie beside it')
    .argument('<out.onnx>', 'the file to write')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune export saved/model.json model.onnx')
    .action(async (modelJson: string, output: string) => {
      finish(await (await import('./run/commands/export.js')).exportFile(modelJson, output));
    });

  program
    .command('quantize')
    .description('Make a smaller and faster variant of an .onnx file, and compare it with the original.')
    .argument('<model.onnx>', 'a float32 model')
    .addOption(new Option('--variant <name>', 'what to make').choices(quantizationVariantNames).default('int8-static'))
    .option('--calibration <file>', 'samples for the ranges of int8-static: a .npz, a .npy or a study file')
    .option('--samples <n>', 'how many of them at most', wholeNumber(1), 512)
    .addOption(
      new Option('--method <name>', 'how ranges follow from the samples (default: min-max)').choices(
        calibrationMethodNames,
      ),
    )
    .addOption(
      new Option('--activations <type>', 'integers of activations (default: uint8)').choices(['uint8', 'int8']),
    )
    .option('--out <file>', 'the file to write (default: model.<variant>.onnx beside the model)')
    .option('--json', 'print the comparison as JSON')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune quantize model.onnx --calibration my.study.ts')
    .action(async (file: string, options: QuantizeCommandOptions) => {
      finish(await (await import('./run/commands/quantize.js')).quantize(file, options));
    });

  addTuneSessionCommand(program, finish);
  addSearchArchitectureCommand(program, finish);

  program
    .command('samplers')
    .description('List the samplers and the pruners, where each is from, and their options.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', '\nExample:\n  ortune samplers')
    .action(async (options: { json?: boolean }) => {
      finish(await (await import('./run/commands/list-samplers.js')).listSamplers(options));
    });

  addReportCommands(program, finish);
  addStudiesCommands(program, finish);

  program
    .command('doctor')
    .description(
      'Show which engines, threads, versions and optional parts are here, and what to do about missing ones.',
    )
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune doctor')
    .action(async () => {
      finish(await (await import('./run/commands/show-doctor.js')).showDoctor());
    });

  return program;
}

function version(): string {
  const { version } = createRequire(import.meta.url)('ortune/package.json') as { version: string };
  return version;
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = commandLine((given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    const json = argv.includes('--json');
    if (error instanceof CommanderError) {
      // commander has printed its own message; help and version were asked for and are no error.
      if (error.exitCode === 0) return exitCodes.done;
      if (json) printJsonError(new UsageError(error.message.replace(/^error: /, '')));
      return exitCodes.usage;
    }
    return reportError(error, { debug: argv.includes('--debug'), json });
  }
}

// A reader that has seen enough (`ortune tune ... | head`) ends the command, as it does with any other.
process.stdout.on('error', () => process.exit(exitCodes.failed));

// Set, not `process.exit`: output that is still on its way to a pipe must arrive.
process.exitCode = await main(process.argv);
