import { afterAll, describe, expect, it } from 'vitest';
import { type CandidateResult, measureCandidates } from '../../pipeline/benchmark/measure-candidates.js';
import type { MeasureOptions } from '../../pipeline/benchmark/measure-options.js';
import { measuredMetrics } from '../../pipeline/benchmark/measurement.js';
import { timeBriefly } from '../../pipeline/benchmark/time-briefly.js';
import { ModelFileError } from '../../pipeline/errors.js';
import { measuringChildOf } from './measuring-child-of.js';
import { endless, impossibleReshape, manyTypes, matrixChain, modelFolder } from './small-models.js';

const folder = modelFolder();
afterAll(folder.remove);
const small = folder.write('small.onnx', matrixChain(16, 2));
const quick: MeasureOptions = { seconds: 0.1, rounds: 1, batchSizes: [] };

const measurementOf = (result: CandidateResult | undefined) => {
  if (!result || 'error' in result) throw result?.error ?? new Error('no result');
  return result.measurement;
};

describe('measureCandidates', { timeout: 60_000 }, () => {
  it('gives every figure with its count and spread, taking candidates in turns and every other round backwards', async () => {
    const width = 2048;
    const large = folder.write('large.onnx', matrixChain(width, 4));
    const order: number[] = [];
    const results = await measureCandidates([{ file: small }, { file: large }], {
      seconds: 0.5,
      rounds: 2,
      batchSizes: [1, 8],
      server: { percentile: 'p50', bound: 1000, seconds: 0.2 },
      onProgress: ({ candidate, done, total }) => {
        order.push(candidate);
        expect([done, total]).toEqual([order.length, 4]);
      },
    });
    expect(order).toEqual([0, 1, 1, 0]);
    expect(results[0]).toMatchObject({ file: small, bytes: matrixChain(16, 2).length });
    const measurement = measurementOf(results[0]);
    const { latency, throughput, server, coldStart, peakMemory, residentMemory, emptyProcessMemory } = measurement;
    expect(latency.rounds.p50).toHaveLength(2);
    expect(latency.n).toBeGreaterThanOrEqual(662);
    expect(latency.warmup).toBeGreaterThanOrEqual(2 * 15);
    expect(latency.p50).toBeGreaterThan(0);
    expect(latency.p90).toBeGreaterThanOrEqual(latency.p50);
    expect(latency.p99).toBeGreaterThanOrEqual(latency.p90 ?? Infinity);
    expect(throughput.map(({ batch }) => batch)).toEqual([1, 8]);
    for (const { samplesPerSecond, n } of throughput) {
      expect(samplesPerSecond).toBeGreaterThan(0);
      expect(n).toBeGreaterThan(0);
    }
    expect(coldStart).toMatchObject({ n: 2 });
    expect(coldStart.lowest).toBeGreaterThan(latency.p50);
    expect(peakMemory.lowest).toBeGreaterThanOrEqual(residentMemory.lowest);
    expect(residentMemory.lowest).toBeGreaterThan(emptyProcessMemory.lowest);
    expect(measurement).toMatchObject({ batch: 1, clocked: 'native', runtime: expect.stringMatching(/^1\.\d+\.\d+$/) });
    expect(server).toMatchObject({ percentile: 'p50', bound: 1000, rate: { n: 2 } });
    expect(server?.rate?.lowest).toBeGreaterThan(0);
    expect(measuredMetrics(measurementOf(results[0]))).toEqual({
      'latency.p50': latency.p50,
      'latency.p90': latency.p90,
      'latency.p99': latency.p99,
      throughput: Math.max(...throughput.map(({ samplesPerSecond }) => samplesPerSecond)),
      coldStart: coldStart.median,
      'memory.peak': peakMemory.highest,
      'memory.resident': residentMemory.median,
    });
    // The large one's 4 matrices of 17 MB; two processes of Node alone may differ by 10 MB.
    const weights = (4 * width * width * 4) / 1e6;
    expect(measurementOf(results[1]).peakMemory.highest - peakMemory.highest).toBeGreaterThan(weights / 2);
  });

  it('ends when every candidate is measured precisely enough, but not before five rounds', async () => {
    const options = { ...quick, seconds: 0.07, rounds: 7, width: 1e6 };
    const { latency } = measurementOf((await measureCandidates([{ file: small }], options))[0]);
    expect(latency.rounds.p50).toHaveLength(5);
    expect(latency.intervals.p50?.low).toBeLessThanOrEqual(latency.p50);
    expect(latency.intervals.p50?.high).toBeGreaterThanOrEqual(latency.p50);
  });

  it('feeds several inputs of every supported type', async () => {
    const [result] = await measureCandidates([{ file: folder.write('types.onnx', manyTypes()) }], quick);
    expect(measurementOf(result).latency.n).toBeGreaterThan(0);
  });

  it('measures a model of a fixed batch at that batch', async () => {
    const fixed = folder.write('fixed.onnx', matrixChain(16, 2, 32));
    const [result] = await measureCandidates([{ file: fixed }], { ...quick, batchSizes: [1, 8] });
    expect(measurementOf(result).batch).toBe(32);
    expect(measurementOf(result).throughput.map(({ batch }) => batch)).toEqual([32]);
  });

  it('gives every failure to its own candidate and measures the others', async () => {
    const results = await measureCandidates(
      [
        folder.write('cut.onnx', matrixChain(16, 2).subarray(0, 700)),
        `${folder.path}/none.onnx`,
        folder.path,
        folder.write('reshape.onnx', impossibleReshape()),
        small,
      ].map((file) => ({ file })),
      { ...quick, seconds: 0.03 },
    );
    const errors = results.map((result) => ('error' in result ? result.error : undefined));
    for (const error of errors.slice(0, 4)) expect(error).toBeInstanceOf(ModelFileError);
    expect(errors.map((error) => error?.message)).toEqual([
      expect.stringMatching(/^`cut\.onnx` cannot be measured: Load model from .* failed/),
      expect.stringMatching(/none\.onnx` cannot be opened: there is no such file$/),
      expect.stringMatching(/is not a file$/),
      expect.stringMatching(/^`reshape\.onnx` cannot be measured: .*Reshape/s),
      undefined,
    ]);
  });

  it('gives up a model that hangs', async () => {
    const file = folder.write('endless.onnx', endless());
    const [result] = await measureCandidates([{ file }], { ...quick, timeoutSeconds: 1.5 });
    expect(result && 'error' in result && result.error.message).toMatch(
      /^`endless\.onnx` was not measured within 1\.5 s/,
    );
  });

  it.runIf(process.platform === 'linux')('blames the model for a process that dies', async () => {
    const file = folder.write('endless.onnx', endless());
    const measuring = measureCandidates([{ file }], quick);
    const pid = await measuringChildOf(process.pid);
    process.kill(pid, 'SIGKILL');
    const [result] = await measuring;
    expect(result && 'error' in result && result.error).toBeInstanceOf(ModelFileError);
    expect(result && 'error' in result && result.error.message).toMatch(/process that ran it was ended by SIGKILL/);
  });

  it('stops at once when it is told to, and keeps what it has', async () => {
    const stop = new AbortController();
    const file = folder.write('endless.onnx', endless());
    const results = await measureCandidates([{ file: small }, { file }], {
      ...quick,
      seconds: 0.03,
      rounds: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(measurementOf(results[0]).latency.rounds.p50).toHaveLength(1);
    expect(results[1]).toMatchObject({ error: { message: expect.stringMatching(/interrupted before its turn/) } });
  });
});

describe('timeBriefly', { timeout: 20_000 }, () => {
  it('gives p50 and p90 of a small model', async () => {
    const { latency } = await timeBriefly(small);
    const { p50, p90, n } = latency;
    expect(n).toBeGreaterThanOrEqual(64);
    expect(p90).toBeGreaterThanOrEqual(p50);
  });

  it('fails for a model that cannot be measured', async () => {
    await expect(timeBriefly(`${folder.path}/none.onnx`)).rejects.toThrow(ModelFileError);
  });
});
