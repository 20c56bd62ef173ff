import { describe, expect, it } from 'vitest';
import { rankTrials } from '../../pipeline/rank/rank-trials.js';
import { readEnvironment } from '../../pipeline/report/environment.js';
import { renderImportanceCsv } from '../../pipeline/report/render-importance-csv.js';
import { renderInitialisationCsv } from '../../pipeline/report/render-initialisation-csv.js';
import { renderLearningCurvesCsv } from '../../pipeline/report/render-learning-curves-csv.js';
import { renderRankingCsv } from '../../pipeline/report/render-ranking-csv.js';
import { renderStudyJson } from '../../pipeline/report/render-study-json.js';
import { trial } from '../rank/trial-fixture.js';
import { exampleEpoch, layerBefore } from '../run/example-trials.js';
import { run, study, trials } from './report-fixture.js';

const ranked = rankTrials(trials, study.objectives, study.constraints);

describe('ranking.csv', () => {
  it('has exactly the promised columns, in order', async () => {
    const [header] = (await renderRankingCsv(ranked, study, 'classification')).split('\n');
    expect(header).toBe(
      'rank,trial,state,reason,feasible,pareto_rank,validation.accuracy,latency.p90,' +
        'hp.learningRate,hp.optimizer,hp.momentum,hp.units,hp.bias,' +
        'epochs,train_seconds,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,' +
        'parameters,model_bytes,parity_max_abs,parity_top1,latency_p50_ms,latency_p50_low_ms,latency_p50_high_ms,' +
        'latency_p90_ms,latency_p90_low_ms,latency_p90_high_ms,latency_p99_ms,latency_p99_low_ms,latency_p99_high_ms,' +
        'latency_group,latency_disturbed,' +
        'throughput_per_s,cold_start_ms,peak_memory_mb,resident_memory_mb,diagnosis,advice,initialisation',
    );
  });

  it('has a row for every trial, what is missing left empty', async () => {
    const [, ...rows] = (await renderRankingCsv(ranked, study, 'classification')).trimEnd().split('\n');
    expect(rows).toEqual([
      '1,1,COMPLETE,,true,1,0.95,0.75,0.30000000000000004,momentum,0.9,16,true,' +
        '2,1.5,0.02,0.1,0.97,0.2,0.95,0.3,0.9375,1234,5678,1e-7,1,0.5,0.48,0.52,0.75,0.7,0.8,,,,1,' +
        'runs became 5 % slower from the first round to the last,2000.5,12,80,75,good,,',
      '2,2,PRUNED,model.bytes is too large,false,,,,,,,,,0,,,,,,,,,,20000,,,,,,,,,,,,,,,,,,,,',
      "3,0,FAIL,'=diverged,false,,,,,sgd,,,,1,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
    ]);
  });

  it('gives advice on curves where something could be better', async () => {
    const curve = [1, 2, 3].map((epoch) => exampleEpoch(epoch));
    const ranked = rankTrials([trial(0, {}, { diagnosis: 'overfit', curve }), trial(1)], [], []);
    const [, ...rows] = (await renderRankingCsv(ranked, study, 'classification')).trimEnd().split('\n');
    expect(rows[0]).toContain(',overfit,"stop at epoch 3, add L2 or dropout, take a smaller network or more data",');
    expect(rows[1]).toMatch(/,,,$/);
  });

  it('names the worst layer of a trial that was looked at before training', async () => {
    const layers = [layerBefore('dense', 'healthy'), layerBefore('dense_1', 'vanishing')];
    const looked = [layers, layers.slice(0, 1), undefined].map((initialisation, i) => trial(i, {}, { initialisation }));
    const [, ...rows] = (await renderRankingCsv(rankTrials(looked, [], []), study, 'classification'))
      .trimEnd()
      .split('\n');
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(['vanishing (dense_1)', 'healthy', '']);
  });

  it('gives R2 under its own name for a regression', async () => {
    const [header, row] = (await renderRankingCsv(ranked, study, 'regression')).split('\n');
    const columns = header?.split(',') ?? [];
    expect(columns.filter((name) => /r2|_accuracy/.test(name))).toEqual(['train_r2', 'validation_r2', 'test_r2']);
    expect(row?.split(',')[columns.indexOf('train_r2')]).toBe('');
  });
});

describe('initialisation.csv', () => {
  it('has a row per trial and layer, by trial number; what a layer does not have is empty', async () => {
    const exploding = { activation: 'tanh', dead: undefined, saturated: 0.125, std: Number.NaN };
    const looked = [
      trial(4, {}, { initialisation: [layerBefore('dense', 'healthy'), layerBefore('=head', 'dead')] }),
      trial(3),
      trial(2, {}, { initialisation: [{ ...layerBefore('dense', 'exploding'), ...exploding }] }),
    ];
    expect(await renderInitialisationCsv(looked)).toBe(
      'trial,layer,activation,mean,std,saturated,dead,gradient_norm,verdict\n' +
        '2,dense,tanh,0.5,NaN,0.125,,2,exploding\n' +
        '4,dense,relu,0.5,0.75,,0.25,2,healthy\n' +
        "4,'=head,relu,0.5,0.75,,0.25,2,dead\n",
    );
  });
});

describe('importance.csv', () => {
  it('has a row per objective, method and hyperparameter', async () => {
    const hyperparameters = [
      { hyperparameter: 'rate', importance: 0.75, effect: 0.6 },
      { hyperparameter: '=units', importance: 0.25, effect: 0.2 },
    ];
    const found = [
      { objective: 'validation.accuracy', method: 'fanova', n: 12, hyperparameters },
      { objective: 'pareto_rank', method: 'ped-anova', n: 11, hyperparameters: hyperparameters.slice(0, 1) },
    ];
    expect(await renderImportanceCsv(found)).toBe(
      'hyperparameter,objective,method,importance,n\n' +
        'rate,validation.accuracy,fanova,0.75,12\n' +
        "'=units,validation.accuracy,fanova,0.25,12\n" +
        'rate,pareto_rank,ped-anova,0.75,11\n',
    );
  });
});

describe('learning-curves.csv', () => {
  it('has a row per trial and epoch, by trial number', async () => {
    expect([...renderLearningCurvesCsv([...trials].reverse(), 'classification')].join('')).toBe(
      'trial,epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,pruned\n' +
        '0,1,0.01,1,0.5,1.5,0.25,0.125,false\n' +
        '1,1,0.01,1,0.5,1.5,0.25,0.125,false\n' +
        '1,2,0.01,0.5,0.5,0.75,0.25,0.125,false\n',
    );
  });

  it('marks the epoch after which a pruner ended a trial', async () => {
    const pruned = trials.map((trial) => ({ ...trial, state: 'PRUNED' as const }));
    const [, ...rows] = [...renderLearningCurvesCsv(pruned, 'classification')].join('').trimEnd().split('\n');
    expect(rows.map((row) => row.split(',')).map((cells) => [cells[0], cells[1], cells.at(-1)])).toEqual([
      ['0', '1', 'true'],
      ['1', '1', 'false'],
      ['1', '2', 'true'],
    ]);
  });

  it('calls the score R2 for a regression', async () => {
    expect([...renderLearningCurvesCsv([], 'regression')].join('')).toBe(
      'trial,epoch,learning_rate,train_loss,train_r2,validation_loss,validation_r2,seconds,pruned\n',
    );
  });
});

describe('study.json', () => {
  const content = JSON.parse([...renderStudyJson(run, ranked)].join(''));

  it('holds what a repetition needs', () => {
    expect(content).toMatchObject({
      name: 'digits',
      seed: 7,
      engine: 'onnx',
      workers: 2,
      options: { studyFile: 'digits.study.ts', timeout: 60 },
      versions: { ortune: '1.2.3', node: '20.0.0', onnxruntime: '1.30.0', tfjs: '4.22.0' },
      machine: { cpu: 'a processor', cores: 2, memoryBytes: 1024 },
      dataset: { name: 'digits', options: { train: 100 } },
      sampler: { name: 'random' },
      pruner: { name: 'none' },
      trialsRequested: 4,
      objectives: [
        { metric: 'validation.accuracy', direction: 'maximize' },
        { metric: 'latency.p90', direction: 'minimize' },
      ],
      constraints: [{ metric: 'model.bytes', bound: 'atMost', value: 10_000 }],
      export: { normalisation: 'included', output: 'logits' },
    });
    expect(content.space).toEqual(JSON.parse(JSON.stringify(study.space)));
  });

  it('lists the trials by number with their parameters to the last digit', () => {
    expect(content.trials.map(({ number }: { number: number }) => number)).toEqual([0, 1, 2]);
    expect(content.trials[1]).toMatchObject({
      rank: 1,
      state: 'COMPLETE',
      parameters: { learningRate: 0.30000000000000004, optimizer: 'momentum', momentum: 0.9, units: 16, bias: true },
    });
  });

  it('keeps numbers that JSON does not have as texts', () => {
    const [first, ...rest] = ranked;
    if (!first) throw new Error('the fixture has trials');
    const odd = { ...first, trial: { ...first.trial, metrics: { 'train.loss': Number.NaN, 'test.loss': -Infinity } } };
    const { trials: written } = JSON.parse([...renderStudyJson(run, [odd, ...rest])].join(''));
    expect(written[1].metrics).toEqual({ 'train.loss': 'NaN', 'test.loss': '-Infinity' });
  });
});

it('the environment is read from this machine', () => {
  const { versions, machine } = readEnvironment();
  expect(versions.node).toBe(process.versions.node);
  for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryBytes).toBeGreaterThan(2 ** 20);
});
