import { type Command, Option } from 'commander';
import type { ExitCode } from '../../errors.js';
import type { ReportFormatName } from '../../report/write-formats.js';
import type { CompareOptions } from './compare.js';
import type { DashboardCommandOptions } from './dashboard.js';
import { portNumber } from './option-values.js';

/** Names only: what writes them is imported when a report is asked for. */
const formats = ['html', 'csv', 'md', 'json', 'svg'] as const satisfies readonly ReportFormatName[];

const places =
  '\n\nA storage is a SQLite file (sqlite:///folder/study.db, or a path that ends in .db)\n' +
  'or a PostgreSQL database (postgresql://user:password@host:5432/database); studies of Optuna will do.';

/** Adds `ortune report`, `ortune show` and `ortune dashboard`. */
export function addReportCommands(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('report')
    .description('Write the report of a study: a page with charts, a table, a summary or pictures.')
    .argument('<folder or storage>', 'what `ortune tune` wrote, or where a study is stored')
    .option('--study <name>', 'which study of a storage; may be left out where it is the only one')
    .option('--out <folder>', 'where to write (default: the folder itself, or reports/<study>)')
    .addOption(new Option('--format <name>', 'what to write').choices([...formats]).default('html'))
    .addOption(
      new Option(
        '--study-file <file>',
        'look anew at what the best network does with the data of this study file',
      ).conflicts('compare'),
    )
    .option('--compare <folder or storage>', 'a second study: both side by side, as comparison.html or .md')
    .option('--compare-study <name>', 'which study of the second storage')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', `\nExample:\n  ortune report reports/mnist --format md${places}`)
    .action(async (place: string, { compare, ...options }: CompareOptions & { compare?: string }) => {
      finish(
        compare === undefined
          ? await (await import('./report.js')).report(place, options)
          : await (await import('./compare.js')).compare(place, compare, options),
      );
    });

  program
    .command('show')
    .description('Show a study on one screen: the verdict, the best trials with their curves, what to try next.')
    .argument('<folder or storage>', 'what `ortune tune` wrote, or where a study is stored')
    .option('--study <name>', 'which study of a storage; may be left out where it is the only one')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', `\nExample:\n  ortune show reports/mnist${places}`)
    .action(async (place: string, options: { study?: string }) => {
      finish(await (await import('./show.js')).show(place, options));
    });

  program
    .command('dashboard')
    .description('Serve a page that shows studies while they run, and pauses, stops and feeds them.')
    .argument('[folder]', 'where `ortune tune` writes reports, or one of them (default: reports)')
    .option('--storage <url>', 'a storage instead of a folder')
    .option('--port <n>', 'where to listen; 0: any free port', portNumber, 8321)
    .option('--host <address>', 'the address to listen on; another than this machine alone needs a token', '127.0.0.1')
    .option('--debug', 'print stack traces of errors')
    .addHelpText('after', `\nExample:\n  ortune dashboard reports${places}`)
    .action(async (folder: string | undefined, options: DashboardCommandOptions) => {
      finish(await (await import('./dashboard.js')).dashboard(folder, options));
    });
}
