import { type Command, Option } from 'commander';
import type { ExitCode } from '../../errors.js';

/** Adds `ortune studies` with its subcommands; what they do is imported when one is called. */
export function addStudiesCommands(program: Command, finish: (code: ExitCode) => void): void {
  const studies = program
    .command('studies')
    .description('List, show, export, delete, rename and copy the studies of a storage.')
    .addHelpText(
      'after',
      '\nExample:\n  ortune studies list --storage sqlite:///studies.db\n\n' +
        'A storage is a SQLite file (sqlite:///folder/study.db, or a path that ends in .db)\n' +
        'or a PostgreSQL database (postgresql://user:password@host:5432/database).',
    );
  const actions = () => import('./studies.js');

  const add = (name: string, description: string, example: string) =>
    studies
      .command(name)
      .description(description)
      .requiredOption('--storage <url>', 'where the study is')
      .option('--debug', 'print stack traces of errors')
      .addHelpText('after', `\nExample:\n  ortune studies ${name} ${example}`);

  add('list', 'List the studies with the number of their trials.', '--storage study.db')
    .option('--json', 'print them as JSON')
    .action(async (options: { storage: string; json?: boolean }) => {
      finish(await (await actions()).listStudies(options));
    });

  add('show', 'Show a study and its best trials.', 'mnist --storage study.db')
    .argument('[study]', 'its name; may be left out where it is the only one')
    .option('--json', 'print it as JSON')
    .action(async (name: string | undefined, options: { storage: string; json?: boolean }) => {
      finish(await (await actions()).showStudy(name, options));
    });

  add('export', 'Print all trials of a study, or write them to a file.', 'mnist --storage study.db --out mnist.csv')
    .argument('[study]', 'its name; may be left out where it is the only one')
    .addOption(new Option('--format <name>', 'what to write').choices(['csv', 'json']).default('csv'))
    .option('--out <file>', 'the file to write; default is the standard output')
    .action(async (name: string | undefined, options: { storage: string; format: 'csv' | 'json'; out?: string }) => {
      finish(await (await actions()).exportStudy(name, options));
    });

  add('delete', 'Delete a study with all of its trials.', 'mnist --storage study.db')
    .argument('<study>', 'its name')
    .action(async (name: string, options: { storage: string }) => {
      finish(await (await actions()).deleteStudy(name, options));
    });

  add('rename', 'Give a study another name.', 'mnist mnist-2025 --storage study.db')
    .argument('<study>', 'its name')
    .argument('<new name>', 'what it is to be called')
    .action(async (name: string, newName: string, options: { storage: string }) => {
      finish(await (await actions()).renameStudy(name, newName, options));
    });

  add('copy', 'Copy a study to another storage, or under another name.', 'mnist --storage study.db --to all-studies.db')
    .argument('<study>', 'its name')
    .requiredOption('--to <url>', 'the storage to copy to; made where there is none')
    .option('--name <name>', 'what the copy is to be called; default is the name of the study')
    .action(async (name: string, options: { storage: string; to: string; name?: string }) => {
      finish(await (await actions()).copyStudyTo(name, options));
    });
}
