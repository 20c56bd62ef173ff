import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { guessingScore } from '../../pipeline/train/diagnosis/guessing-score.js';
import { textTable } from '../text-table.js';
import { diagnosisRuns } from './diagnosis-runs.js';
import { type LabelledCurve, readLabelledCurves, verdictOn } from './labelled-curves.js';
import { trainWith } from './train-with.js';

/**
 * Writes the labelled curves that the diagnosis is tested on, and prints what it says of them:
 *
 *     npx tsx bench/methods/diagnosis-curves.ts
 *
 * Less than a minute on one core. `--only-judge` prints the verdicts on the curves that are there.
 */
const { values: options } = parseArgs({
  options: {
    file: { type: 'string', default: 'test/train/diagnosis/real-curves.json' },
    'only-judge': { type: 'boolean', default: false },
  },
});

if (!options['only-judge']) await writeCurves(options.file);
const curves = await readLabelledCurves(options.file);
for (const half of ['chosen', 'judged'] as const) {
  const own = curves.filter((curve) => curve.half === half);
  const right = own.filter((curve) => verdictOn(curve) === curve.label);
  console.log(`\n${half}: ${right.length} of ${own.length} right; rows: what was done, columns: what is said`);
  console.log(confusion(own));
}

function confusion(curves: readonly LabelledCurve[]): string {
  const names = [...new Set(curves.map(({ label }) => label))];
  const count = (label: string, verdict: string) =>
    curves.filter((curve) => curve.label === label && verdictOn(curve) === verdict).length;
  const rows = names.map((label) => [label, ...names.map((verdict) => String(count(label, verdict) || '.'))]);
  return textTable([['', ...names], ...rows]);
}

async function writeCurves(file: string): Promise<void> {
  const engine = await openEngine('onnx', { threads: 1 });
  await engine.activate();

  const rounded = (value: number) => Number(value.toPrecision(4));
  const lines: string[] = [];
  for (const [half, runs] of Object.entries(diagnosisRuns)) {
    for (const { label, dataset, build, plan } of runs) {
      const data = await dataset.load();
      const network = { name: dataset.name, dataset, build };
      const { history, end } = await trainWith({ engine, network, data, seed: half === 'judged' ? 2 : 1 }, plan);
      const columns = (['trainLoss', 'trainScore', 'validationLoss', 'validationScore'] as const).map((column) => [
        column,
        history.map((record) => rounded(record[column])),
      ]);
      const line = {
        half,
        label,
        data: dataset.name,
        guess: guessingScore(data.train, data.task),
        end,
        ...Object.fromEntries(columns),
      };
      lines.push(JSON.stringify(line));
      console.log(`${half} ${label} ${dataset.name}: ${history.length} epochs, ${end}`);
    }
  }
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
}
