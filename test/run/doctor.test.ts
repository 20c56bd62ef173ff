import { describe, expect, it } from 'vitest';
import { examine, type Finding, nodeFinding } from '../../pipeline/run/doctor.js';
import { renderFindings } from '../../pipeline/run/render-findings.js';

describe('examine', () => {
  it('finds everything this repository installs, and says what to do about the rest', { timeout: 30_000 }, async () => {
    const findings = await examine();
    const of = (part: string) => findings.find((finding) => finding.part === part);
    expect(of('Node')).toEqual({ part: 'Node', state: 'ok', detail: process.versions.node });
    expect(of('onnxruntime-node')?.detail).toMatch(/^\d+\.\d+\.\d+; a small session runs in \d+ microseconds$/);
    expect(of('TensorFlow.js')?.state).toBe('ok');
    expect(of('processor')?.detail).toMatch(/\d+ processors/);
    expect(of('memory')?.detail).toMatch(/of [\d.]+ GiB free/);
    for (const { state, remedy } of findings) if (state !== 'ok') expect(remedy).toMatch(/`npm /);
  });
});

describe('nodeFinding', () => {
  it.each([
    ['18.20.4', 'broken'],
    ['20.18.3', 'broken'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
    ['24.0.0', 'ok'],
  ])('calls %s %s', (version, state) => {
    expect(nodeFinding(version).state).toBe(state);
  });
});

describe('renderFindings', () => {
  const findings: Finding[] = [
    { part: 'Node', state: 'ok', detail: '20.20.2' },
    { part: 'tsx', state: 'absent', detail: 'needed for study files', remedy: 'run `npm install tsx`' },
  ];

  it('prints a line each, with the remedy below', () => {
    expect(renderFindings(findings)).toBe(
      `ok  Node  20.20.2
--  tsx   needed for study files
          -> run \`npm install tsx\`

Everything that is needed is here.
`,
    );
  });

  it('ends with what needs attention', () => {
    const broken: Finding = {
      part: 'onnxruntime-node',
      state: 'broken',
      detail: 'not installed',
      remedy: 'install it',
    };
    expect(renderFindings([...findings, broken])).toMatch(/\nNeeds attention: onnxruntime-node\.\n$/);
  });
});
