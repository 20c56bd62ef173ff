import { parseArgs } from 'node:util';
import { execa } from 'execa';

/**
 * The tables of docs/training.md and docs/effective-learning-rate.md, one bench after the other:
 *
 *     npm run bench:methods -- --letters letter_recognition.csv --cifar10 FOLDER
 *
 * About two hours on two quiet cores; `--only schedules,targets` runs these alone. Each can be run by itself with options of its own.
 */
const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    /** The table for a third network of the range test. */
    letters: { type: 'string' },
    /** A folder with CIFAR-10 in its binary version, for the third target. */
    cifar10: { type: 'string' },
  },
});

const benches: Readonly<Record<string, readonly string[]>> = {
  'range-test': given('--letters', options.letters),
  schedules: [],
  'effective-rate': [],
  augmentation: [],
  'diagnosis-curves': ['--only-judge'],
  targets: options.cifar10 ? ['--cifar10', options.cifar10] : ['--datasets', 'mnist,fashion-mnist'],
};

const names = options.only?.split(',') ?? Object.keys(benches);
const unknown = names.find((name) => !(name in benches));
if (unknown !== undefined) {
  throw new Error(`no bench of methods is called ${unknown}; there are ${Object.keys(benches).join(', ')}`);
}
for (const name of names) {
  const file = name === 'diagnosis-curves' ? `${name}.ts` : `${name}.bench.ts`;
  console.log(`\n== ${name} ==\n`);
  await execa('tsx', [`bench/methods/${file}`, ...(benches[name] ?? [])], { preferLocal: true, stdio: 'inherit' });
}

function given(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [name, value];
}
