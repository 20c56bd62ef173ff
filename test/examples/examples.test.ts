import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, 'log').mockImplementation((line: string) => {
    printed.push(line);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('deflate finds a front that is better than the default in both', async () => {
  await import('../../examples/deflate.js');
  const rows = printed.map((line) => {
    const [, memory, bytes] = /^(\d+) kB: (\d+) bytes with \d, \d+, \d, [a-z]+( \(the default\))?$/.exec(line) ?? [];
    return { memory: Number(memory), bytes: Number(bytes), isDefault: line.endsWith('(the default)') };
  });
  const [byDefault, ...front] = rows;
  expect(byDefault).toMatchObject({ memory: 256, isDefault: true });
  expect(front.length).toBeGreaterThan(8);
  // Less memory costs more bytes along the front.
  expect(front.map(({ bytes }) => bytes)).toEqual(front.map(({ bytes }) => bytes).sort((a, b) => a - b));
  const better = front.filter(({ bytes }) => bytes < (byDefault?.bytes ?? 0));
  expect(Math.min(...better.map(({ memory }) => memory))).toBeLessThanOrEqual(128);
});

it('travelling-salesman finds shorter tours, and prunes on the way', async () => {
  await import('../../examples/travelling-salesman.js');
  const [guess = 0, tuned = 0] = printed.map((line) => Number(/mean length ([\d.]+)/.exec(line)?.[1]));
  expect(tuned).toBeLessThan(0.8 * guess);
  // No tour through 30 random cities of the unit square is much shorter than 0.7124 sqrt(30) (Johnson and McGeoch 1996).
  expect(tuned).toBeGreaterThan(0.7124 * Math.sqrt(30));
  const [, annealed, all] = /annealed (\d+) tours; without pruning they are (\d+)$/.exec(printed[2] ?? '') ?? [];
  expect(Number(annealed)).toBeLessThan(0.9 * Number(all));
});
