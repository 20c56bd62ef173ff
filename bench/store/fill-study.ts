import Database from 'libsql';
import { renderDistribution } from '../../pipeline/store/distribution-json.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { choice, float, int } from '../../pipeline/study/space.js';

const parameters = [
  { name: 'learningRate', distribution: float(1e-4, 1e-1, { scale: 'log' }), value: '0.0001 + (number % 999) * 1e-4' },
  { name: 'units', distribution: int(16, 512), value: '16 + number % 497' },
  { name: 'layers', distribution: int(1, 8), value: '1 + number % 8' },
  { name: 'dropout', distribution: float(0, 0.5), value: '(number % 777) / 1554.0' },
  { name: 'optimizer', distribution: choice(['sgd', 'momentum', 'adam', 'rmsprop']), value: 'number % 4' },
];

const reports = 10;

/** A study of finished trials with five parameters and ten reports each, written in bulk: through the store it would take hours. */
export async function fillStudy(file: string, name: string, trials: number): Promise<void> {
  const store = await openStore(file, 'create');
  const { id } = await store.createStudy({ name, directions: ['minimize'] });
  await store.close();
  const database = new Database(file);
  const numbers = (count: number) =>
    `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;
  database.exec('PRAGMA synchronous = OFF; BEGIN');
  database.exec(`${numbers(trials)} INSERT INTO trials (number, study_id, state, datetime_start, datetime_complete)
    SELECT i, ${id}, 'COMPLETE', '2026-01-01 00:00:00.000000', '2026-01-01 00:01:00.000000' FROM n`);
  for (const { name: parameter, distribution, value } of parameters) {
    const json = renderDistribution(distribution).replaceAll("'", "''");
    database.exec(`INSERT INTO trial_params (trial_id, param_name, param_value, distribution_json)
      SELECT trial_id, '${parameter}', ${value}, '${json}' FROM trials`);
  }
  database.exec(`${numbers(reports)} INSERT INTO trial_intermediate_values
    (trial_id, step, intermediate_value, intermediate_value_type)
    SELECT trial_id, i + 1, 1.0 / (i + 1) + number * 1e-6, 'FINITE' FROM trials CROSS JOIN n`);
  database.exec(`INSERT INTO trial_values (trial_id, objective, value, value_type)
    SELECT trial_id, 0, 0.1 + (number * 7919 % 100003) * 1e-5, 'FINITE' FROM trials`);
  database.exec(`INSERT INTO trial_user_attributes (trial_id, key, value_json)
    SELECT trial_id, 'diagnosis', '"good"' FROM trials`);
  database.exec('COMMIT');
  database.close();
}
