import { expect, it } from 'vitest';
import { optionNames, withoutAll, withoutEach } from '../../pipeline/tune-session/without-each.js';

const options = {
  intraOpNumThreads: 2,
  executionMode: 'parallel',
  interOpNumThreads: 4,
  enableMemPattern: false,
  extra: { 'session.inter_op.allow_spinning': '0', 'session.disable_prepacking': '1' },
} as const;

it('leaves out each option, with what means nothing without it', () => {
  expect(withoutEach(options).map(({ without }) => without)).toEqual([
    ['intraOpNumThreads'],
    ['executionMode', 'interOpNumThreads', 'session.inter_op.allow_spinning'],
    ['enableMemPattern'],
    ['session.disable_prepacking'],
  ]);
  expect(withoutEach(options)[1]?.options).toEqual({
    intraOpNumThreads: 2,
    enableMemPattern: false,
    extra: { 'session.disable_prepacking': '1' },
  });
});

it('leaves out several, and `extra` with its last entry', () => {
  const { options: left } = withoutAll(options, ['executionMode', 'session.disable_prepacking']);
  expect(left).toEqual({ intraOpNumThreads: 2, enableMemPattern: false });
  expect(withoutAll(left, optionNames(left)).options).toEqual({});
  expect(withoutAll(options, []).options).toEqual(options);
});
