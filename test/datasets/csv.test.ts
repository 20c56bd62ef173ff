import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { csv } from '../../datasets/index.js';
import { temporaryFile } from '../load/temporary-files.js';

// Every seventh age is missing; the class is which half of the alphabet the city is in.
const cities = ['Aachen', 'Bonn', 'Ulm', 'Wien'];
const lines = Array.from({ length: 40 }, (_, i) => `${i % 7 === 0 ? 'NA' : 20 + i},${cities[i % 4]},${i % 4 < 2}`);
const text = ['age,city,early', ...lines].join('\n');

it('reads a file by path or URL, nothing before `load`', async () => {
  const file = await temporaryFile('people.v2.csv', text);
  const fromUrl = csv({ file: pathToFileURL(file), target: 'early' });
  const data = await csv({ file, target: 'early' }).load();
  expect(await fromUrl.load()).toEqual(data);
  expect(data.name).toBe('people.v2');
  expect(fromUrl.options).toMatchObject({
    file: String(pathToFileURL(file)),
    target: 'early',
    missing: ['', '?', 'NA'],
  });
  expect(data.task).toEqual({ kind: 'classification', inputShape: [2], classes: ['false', 'true'] });
  expect(data.inputTransform).toMatchObject({
    kind: 'columns',
    columns: [
      { kind: 'numeric', name: 'age' },
      { kind: 'categorical', name: 'city', categories: cities },
    ],
  });
  for (const { x, y } of [data.train, data.validation, data.test]) {
    for (const [i, label] of y.data.entries()) {
      const city = cities[x.get(i, 1)] ?? '';
      expect(label).toBe(Number(city < 'C'));
      const age = x.get(i, 0);
      if (!Number.isNaN(age)) expect(cities[(age - 20) % 4]).toBe(city);
    }
  }
  const absent = csv({ file: '/no/such.csv', target: 'y' });
  await expect(absent.load()).rejects.toThrow('/no/such.csv: there is no such file');
});

it('passes its options on', async () => {
  const file = await temporaryFile('t.csv', '1;2;x\n3;-;y\n5;6;x\n7;8;y\n9;1;x\n');
  const options = {
    file,
    target: 'c',
    header: ['a', 'b', 'c'],
    delimiter: ';',
    missing: ['-'],
    shuffle: false,
    name: 'n',
  };
  const { name, train, inputTransform } = await csv({ ...options, ignore: ['a'] }).load();
  expect(name).toBe('n');
  expect([...train.x.data]).toEqual([2, Number.NaN, 6]);
  expect(inputTransform).toMatchObject({ columns: [{ kind: 'numeric', name: 'b', fill: 4 }] });
  await expect(csv({ ...options, types: { c: 'numeric' }, target: 'b' }).load()).rejects.toThrow(
    '`dropMissingTarget: true`',
  );
});
