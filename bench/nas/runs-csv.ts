/** One training of a contender. */
export interface NasRun {
  /** What all contenders have in common; runs of other settings are not comparable. */
  readonly settings: string;
  /** Where the architecture comes from. */
  readonly kind: 'searched' | 'random' | 'hand-designed';
  readonly name: string;
  readonly seed: number;
  readonly parameters: number;
  readonly validationAccuracy: number;
  readonly testAccuracy: number;
  /** Of the training. */
  readonly seconds: number;
}

const header = 'settings,kind,name,seed,parameters,validation_accuracy,test_accuracy,seconds';

export function renderRuns(runs: readonly NasRun[]): string {
  const rows = runs.map(({ settings, kind, name, seed, parameters, validationAccuracy, testAccuracy, seconds }) =>
    [settings, kind, name, seed, parameters, validationAccuracy, testAccuracy, seconds.toFixed(1)].join(),
  );
  return `${[header, ...rows].join('\n')}\n`;
}

const isKind = (text: string): text is NasRun['kind'] => ['searched', 'random', 'hand-designed'].includes(text);

export function parseRuns(csv: string): readonly NasRun[] {
  const [first, ...rows] = csv.trim().split('\n');
  if (first !== header) throw new Error(`the runs must have the columns ${header}`);
  return rows.map((row) => {
    const [settings = '', kind = '', name = '', ...numbers] = row.split(',');
    if (!isKind(kind)) throw new Error(`a run cannot be of kind ${kind}`);
    const [seed = 0, parameters = 0, validationAccuracy = 0, testAccuracy = 0, seconds = 0] = numbers.map(Number);
    return { settings, kind, name, seed, parameters, validationAccuracy, testAccuracy, seconds };
  });
}
