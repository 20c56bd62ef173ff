// A study as `ortune tune` records it: node large-study.mjs fill|resume FOLDER TRIALS. `resume` prints times (s) and memory (MB) as
// JSON, of a fresh process each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { rankTrials } from '../../dist/pipeline/rank/rank-trials.js';
import { readEnvironment } from '../../dist/pipeline/report/environment.js';
import { writeReport } from '../../dist/pipeline/report/write-report.js';
import { claimStudy } from '../../dist/pipeline/run/record/claim-study.js';
import { openRecording } from '../../dist/pipeline/run/record/open-recording.js';
import { TrialLedger } from '../../dist/pipeline/run/trial-ledger.js';
import { renderDistribution } from '../../dist/pipeline/store/distribution-json.js';
import { minimize } from '../../dist/pipeline/study/objective.js';
import { parseStudy } from '../../dist/pipeline/study/parse-study.js';
import { choice, float, int } from '../../dist/pipeline/study/space.js';
import { timed } from '../timed.mjs';

const [task = '', folder = '', count = ''] = process.argv.slice(2);
const trials = Number(count);
const never = () => {
  throw new Error('nothing is trained here');
};
const space = {
  learningRate: float(1e-4, 1e-1, { scale: 'log' }),
  units: int(16, 512),
  layers: int(1, 8),
  dropout: float(0, 0.5),
  optimizer: choice(['sgd', 'momentum', 'adam', 'rmsprop']),
};
const values = {
  learningRate: '0.0001 + (number % 999) * 1e-4',
  units: '16 + number % 497',
  layers: '1 + number % 8',
  dropout: '(number % 777) / 1554.0',
  optimizer: 'number % 4',
};
const study = parseStudy({
  name: 'large',
  dataset: { name: 'none', options: {}, load: never },
  space,
  model: never,
  training: never,
  objectives: [minimize('validation.loss')],
  sampler: 'tpe',
  trials: trials + 1,
});
const environment = readEnvironment();
const storage = join(folder, 'large', 'study.db');

async function open(existing) {
  const claim = await claimStudy({ name: study.name, storage, isOwn: true, existing });
  const recording = await openRecording({
    claim,
    study,
    resume: existing === 'resume',
    facts: { engine: 'onnx', dataHash: 'none' },
    versions: environment.versions,
    onWarning: (message) => process.stderr.write(`${message}\n`),
  });
  return { claim, recording };
}

/** In bulk: trial by trial it would take an hour. */
async function fill() {
  mkdirSync(join(folder, 'large', 'trials'), { recursive: true });
  const { claim } = await open('overwrite');
  await claim.close();
  const database = new Database(storage);
  const numbers = (n) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${n - 1})`;
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  database.exec(`${numbers(trials)} INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)
    SELECT i, (SELECT study_id FROM studies), 'COMPLETE', '2026-01-01 00:00:00.000000', '2026-01-01 00:01:00.000000' FROM n`);
  for (const [name, value] of Object.entries(values)) {
    const json = renderDistribution(space[name]).replaceAll("'", "''");
    database.exec(`INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
      SELECT trial_id, '${name}', ${value}, '${json}' FROM trials`);
  }
  const loss = '0.1 + (number * 7919 % 100003) * 1e-5';
  database.exec(`${numbers(10)} INSERT INTO trial_intermediate_values
    (trial_id, step, intermediate_value, intermediate_value_type)
    SELECT trial_id, i + 1, ${loss} + 1.0 / (i + 1), 'FINITE' FROM trials CROSS JOIN n`);
  database.exec(`INSERT INTO trial_values (trial_id, objective, value, value_type)
    SELECT trial_id, 0, ${loss}, 'FINITE' FROM trials`);
  const attribute = (table, key, json) =>
    database.exec(`INSERT INTO ${table} (trial_id, key, value_json) SELECT trial_id, '${key}', ${json} FROM trials`);
  const metrics = [
    'train.loss',
    'train.accuracy',
    'validation.accuracy',
    'test.loss',
    'test.accuracy',
    'train.seconds',
  ];
  const others = metrics.map((name) => `"${name}": 0.8765432101234`).join(', ');
  attribute(
    'trial_user_attributes',
    'metrics',
    `'{${others}, "model.bytes": 123456, "parity.maxAbs": 1.1920928955078125e-7, "validation.loss": ' || (${loss}) || '}'`,
  );
  attribute('trial_user_attributes', 'diagnosis', `'"good"'`);
  attribute('trial_user_attributes', 'model', `'"trials/' || number || '/model.onnx"'`);
  attribute('trial_system_attributes', 'ortune:trial', 'number');
  const epochs = Array.from({ length: 10 }, (_, i) => [
    i + 1,
    0.001,
    1 / (i + 1.3),
    0.87654321,
    1 / (i + 1.1),
    0.8765,
    1.234,
  ]);
  attribute('trial_system_attributes', 'ortune:curve', `'${JSON.stringify(epochs)}'`);
  database.exec('COMMIT');
  database.close();
  // The report copies the best model, which nobody has trained here.
  for (let number = 0; number < trials; number++) {
    if ((number * 7919) % 100003 !== 0) continue;
    mkdirSync(join(folder, 'large', 'trials', String(number)), { recursive: true });
    writeFileSync(join(folder, 'large', 'trials', String(number), 'model.onnx'), '');
  }
}

async function resume() {
  const { result, ...opening } = await timed(() => open('resume'));
  const { claim, recording } = result;
  const ignore = () => undefined;
  const { result: ledger, ...restoring } = await timed(() => {
    const { restored } = recording;
    return new TrialLedger(study, { restored, onEvent: ignore, onFinished: ignore, onLost: ignore });
  });
  const { result: next, ...suggestion } = await timed(() => ledger.next());
  const { result: __, ...report } = await timed(async () => {
    const run = { study, engine: 'onnx', workers: 1, options: {}, environment };
    const ranked = rankTrials(ledger.trials.slice(0, trials), study.objectives, study.constraints);
    await writeReport(join(folder, 'large'), run, ranked, 'classification');
  });
  const peak = process.resourceUsage().maxRSS / 1000;
  await claim.close();
  const restored = recording.restored.length;
  process.stdout.write(
    `${JSON.stringify({ restored, next: next.number, opening, restoring, suggestion, report, peak })}\n`,
  );
}

await (task === 'fill' ? fill() : resume());
