import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRows, runCli, runUntimed, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

/** The first trial is quick, the others would take for ever. */
const endless: StudySource = {
  space: '{ epochs: choice([1, 100_000_000]) }',
  training: `(hp) => ({ epochs: hp.epochs, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`,
  sampler: `'grid'`,
};
const isRunning = /trial 1 epoch 3\//;

async function study(parts: StudySource = {}) {
  const folder = await temporaryFolder();
  return { folder, command: ['tune', await writeStudy(folder, parts), '--engine', 'cpu'] };
}

const ranking = async (folder: string) =>
  parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8'));

describe.concurrent('ortune tune --resume', { timeout: 300_000 }, () => {
  it('goes on after Ctrl-C, where a trial was cut off; nobody else may conduct the study meanwhile', async () => {
    const { folder, command } = await study(endless);
    const first = startCli(command, folder);
    let refused: Awaited<ReturnType<typeof runCli>> | undefined;
    for await (const line of first) {
      if (refused || !isRunning.test(String(line))) continue;
      refused = await runCli([...command, '--resume'], folder);
      first.kill('SIGINT');
    }
    const { exitCode, stdout } = await first;
    expect(refused?.exitCode).toBe(1);
    expect(refused?.stderr).toBe(
      `ortune: study \`small\` in storage \`${join(folder, 'reports', 'small', 'study.db')}\` is being run by process ` +
        `${first.pid} on ${hostname()}; wait for it or end it, then resume`,
    );
    expect(exitCode).toBe(3);
    expect(stdout.split('\n').at(-1)).toBe(`resume with: ortune ${command.join(' ')} --resume`);

    const anew = await runCli(command, folder);
    expect(anew.exitCode).toBe(2);
    expect(anew.stderr).toMatch(
      /was interrupted \(1 complete, 0 pruned, 1 failed\); go on with --resume, or begin anew with --overwrite/,
    );

    const again = startCli([...command, '--resume'], folder);
    const shown: string[] = [];
    for await (const line of again) {
      shown.push(String(line));
      if (isRunning.test(String(line))) again.kill('SIGINT');
    }
    expect((await again).exitCode).toBe(3);
    expect(shown).toContainEqual(
      expect.stringMatching(/^resumed from .*: 1 complete, 0 pruned, 0 failed, 1 run again$/),
    );
    expect(shown.filter((line) => /^trial 0 /.test(line))).toEqual([]);
    expect((await ranking(folder)).map(({ trial, state }) => [trial, state])).toEqual([
      ['0', 'COMPLETE'],
      ['1', 'FAIL'],
    ]);
  });

  it('adds trials to a study that has ended, if it is still the same', async () => {
    const { folder, command } = await study();
    const first = await runCli([...command, '--trials', '1'], folder);
    expect(first.exitCode).toBe(0);
    const [row] = await ranking(folder);

    const other = await runCli([...command, '--resume', '--seed', '5', '--set', 'units=4'], folder);
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain('is not the one that this run describes:\n');
    expect(other.stderr).toContain('`seed` was 0, is 5');
    expect(other.stderr).toContain('`space.units.choices` was [4,8], is [4]');

    const more = await runUntimed([...command, '--resume', '--trials', '2'], folder);
    expect(more.stdout).toMatch(/resumed from .*: 1 complete, 0 pruned, 0 failed\n/);
    expect(more.stdout).not.toMatch(/^trial 0 /m);
    const rows = await ranking(folder);
    expect(rows.map(({ trial, state }) => `${trial} ${state}`).sort()).toEqual(['0 COMPLETE', '1 COMPLETE']);
    const kept = rows.find(({ trial }) => trial === '0');
    expect(kept).toEqual({ ...row, rank: kept?.rank, pareto_rank: kept?.pareto_rank });
  });

  it('is not needed to run a study again that has ended, in its own folder', async () => {
    const { folder, command } = await study();
    const once = [...command, '--trials', '1'];
    expect((await runCli(once, folder)).exitCode).toBe(0);
    const again = await runUntimed(once, folder);
    expect(again.stdout).toMatch(/^trial 0 complete/m);
    expect(await ranking(folder)).toHaveLength(1);
  });

  it('or `--overwrite` is needed for any study in a storage that others may share', async () => {
    const { folder, command } = await study();
    const shared = [...command, '--trials', '1', '--storage', 'shared.db'];
    await runUntimed(shared, folder);
    const again = await runCli(shared, folder);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toMatch(/is there already \(1 complete, .*--resume.*--overwrite.*another name/);
    const both = await runCli([...shared, '--resume', '--overwrite'], folder);
    expect(both.stderr).toContain('`--resume` and `--overwrite` exclude each other');
    const anew = await runUntimed([...shared, '--overwrite'], folder);
    expect(anew.stdout).toMatch(/^trial 0 complete/m);
  });

  it('begins a study of which there is nothing yet, and says so', async () => {
    const { folder, command } = await study();
    const { stdout } = await runUntimed([...command, '--trials', '1', '--resume'], folder);
    expect(stdout).toMatch(/^warning: there is nothing to resume in storage .*: study `small` begins$/m);
    expect(stdout).toMatch(/^trial 0 complete/m);
  });
});
