import '../train/on-cpu.js';
import { expect, test } from 'vitest';
import type { Task } from '../../pipeline/load/data.js';
import {
  type BaselineNetwork,
  handDesignedNetworks,
  randomNetworks,
} from '../../pipeline/search-architecture/baseline-networks.js';

const task: Task = { kind: 'classification', inputShape: [12, 12, 1], classes: [...'0123456789'] };
const parameters = 12_000;

function sizeOf({ build }: BaselineNetwork): number {
  const model = build(task);
  model.dispose();
  return model.countParams();
}

test('random networks are within 5 % of the size, distinct, and the same every time', () => {
  const size = { parameters, cells: 3, nodes: 2, skipLimit: 1 };
  const networks = randomNetworks(3, size, task);
  for (const network of networks) expect(Math.abs(sizeOf(network) / parameters - 1)).toBeLessThanOrEqual(0.05);
  const names = networks.map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
  expect(randomNetworks(2, size, task).map(({ name }) => name)).toEqual(names.slice(0, 2));
});

test('networks that people designed come as near to the size as their width allows', () => {
  for (const network of handDesignedNetworks(parameters)) {
    // At some four filters, one more or less is a step of a third.
    expect(Math.abs(sizeOf(network) / parameters - 1), network.name).toBeLessThan(0.35);
  }
});
