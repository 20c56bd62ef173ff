import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { currentKernelsPage, kernelsPagePath } from './kernels-page.js';
import { opsetOf } from './render-kernels-page.js';

describe('docs/kernels.md', () => {
  it('is what `npm run docs:kernels` writes', () => {
    expect(readFileSync(kernelsPagePath, 'utf8')).toBe(currentKernelsPage());
  });

  it('gives the opset of the newest operator', () => {
    expect(opsetOf(['Add', 'Pad', 'Relu'])).toBe(18);
    expect(opsetOf(['Conv'])).toBe(11);
    expect(() => opsetOf(['Frobnicate'])).toThrow('`Frobnicate` is missing');
  });
});
