import { join, relative, resolve } from 'node:path';
import type { EngineName } from '../../compiler/engine.js';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { formatNumber } from '../../report/format-number.js';
import { prepareReportFolder } from '../../report/prepare-report-folder.js';
import { renderRangeChart } from '../../report/render-range-chart.js';
import { renderRangeCsv } from '../../report/render-range-csv.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { middleSetting } from '../../search/encoding/middle-setting.js';
import { hyperparameters } from '../../study/hyperparameters.js';
import { quoteSetting } from '../../study/quote-setting.js';
import { buildModel } from '../../train/build-model.js';
import { type RangeTestResult, rangeTest } from '../../train/range-test.js';
import type { RangeTestOptions } from '../../train/range-test-options.js';
import { formatParameters } from '../progress/format-value.js';
import { openStudy } from '../worker/open-study.js';

export interface LrFindOptions extends RangeTestOptions {
  readonly seed?: number;
  readonly engine: EngineName;
  readonly provider?: readonly string[];
  readonly out: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

/**
 * `ortune lr-find`: a range test of a study's network. Hyperparameters that are not given with `--set` have the middle of
 * their range or the first of their values.
 * @throws OrtuneError
 */
export async function lrFind(file: string, options: LrFindOptions): Promise<ExitCode> {
  const { seed, set, out, json } = options;
  const { engine: engineName, provider: executionProviders } = options;
  const overrides = { seed, set };
  const open = await openStudy({ studyFile: resolve(file), overrides, engine: engineName, executionProviders });
  const { study, engine, data, networkTask: task } = open;
  const parameters = middleSetting(study.space);
  if (study.allows && !study.allows(parameters)) {
    throw new UsageError(
      `\`where\` does not allow ${quoteSetting(parameters)}, the middle of the space; give other values with --set`,
    );
  }
  const folder = resolve(out, study.name);
  await prepareReportFolder(folder, study.name);

  const hp = hyperparameters(study.space, parameters);
  const seedPath = [study.seed, 'lr-find'];
  const plan = study.training(hp, task);
  const model = buildModel(study.model, hp, task, seedPath);
  const result = await rangeTest({ engine, model, plan, data, seedPath, options: testOptions(options) });
  model.dispose();

  const [csv, chart] = [join(folder, 'learning-rate-range.csv'), join(folder, 'learning-rate-range.svg')];
  await writeFileOrExplain(csv, await renderRangeCsv(result));
  await writeFileOrExplain(chart, renderRangeChart(result, `${study.name}: learning-rate range test`));
  process.stdout.write(
    json
      ? `${JSON.stringify({ study: study.name, parameters, ...result, files: [csv, chart] })}\n`
      : `${describe(result, formatParameters(parameters), [csv, chart])}\n`,
  );
  return result.suggestion ? exitCodes.done : exitCodes.failed;
}

function testOptions({ from, to, steps, growth, smoothing, stopAt }: LrFindOptions): RangeTestOptions {
  return { from, to, steps, growth, smoothing, stopAt };
}

const ends: Readonly<Record<RangeTestResult['end'], string>> = {
  risen: 'the loss had risen to the limit',
  'not finite': 'the loss was no longer a number',
  'last rate': 'the last rate was reached',
};

function describe({ rates, end, suggestion }: RangeTestResult, setting: string, files: readonly string[]): string {
  const tested = `${rates.length} updates with rates from ${formatNumber(rates.at(0) ?? Number.NaN)} to ${formatNumber(rates.at(-1) ?? Number.NaN)}, until ${ends[end]}`;
  const found = suggestion
    ? [
        `suggested learning rate: ${formatNumber(suggestion.rate)}`,
        `the loss falls most steeply at ${formatNumber(suggestion.steepest)} and is lowest at ${formatNumber(suggestion.minimum)}, a tenth of which is ${formatNumber(suggestion.tenthOfMinimum)}`,
      ]
    : ['no suggestion: the loss never fell; try other rates with --from and --to, or another setting with --set'];
  return [
    ...(setting === '' ? [] : [`with ${setting}`]),
    tested,
    ...found,
    ...files.map((file) => relative(process.cwd(), file)),
  ].join('\n');
}
