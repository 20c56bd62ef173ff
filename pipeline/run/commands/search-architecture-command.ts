import type { Command } from 'commander';
import type { ExitCode } from '../../errors.js';
import { engineOption, providerOption } from './engine-options.js';
import { wholeNumber } from './option-values.js';
import type { SearchArchitectureOptions } from './search-architecture.js';

export function addSearchArchitectureCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('search-architecture')
    .description('Search the cells of a network, then train, export, verify, time and rank the one found.')
    .argument('<study file>', 'a file whose default export is defineArchitectureSearch({ ... })')
    .option('--seed <n>', 'seed of all random choices but the data split (default: as the study says)', wholeNumber(0))
    .addOption(engineOption())
    .addOption(providerOption())
    .option('--out <folder>', 'where reports go, in a folder named after the study', 'reports')
    .option('--resume', 'go on with the search, or with the study after it, where it was ended')
    .option('--overwrite', 'begin anew, even where a search of this name was interrupted')
    .option('--json', 'print one JSON object a line')
    .option('--quiet', 'print the result only')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', '\nExample:\n  ortune search-architecture studies/fashion-mnist-nas.study.ts --seed 1')
    .action(async (studyFile: string, options: SearchArchitectureOptions) => {
      finish(await (await import('./search-architecture.js')).searchArchitectureOf(studyFile, options));
    });
}
