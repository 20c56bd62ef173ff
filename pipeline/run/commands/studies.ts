import { type ExitCode, exitCodes } from '../../errors.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { chooseStudy } from '../../store/choose-study.js';
import { copyStudy } from '../../store/copy-study.js';
import { openStore } from '../../store/open-store.js';
import type { StudySummary } from '../../store/stored-trial.js';
import { describeStudy, renderStudiesCsv } from './studies-export.js';
import { plainNumbers } from './studies-json.js';
import { renderStudies, renderStudy } from './studies-text.js';

interface StorageOption {
  readonly storage: string;
}

/** `ortune studies list`. @throws OrtuneError, as all of these commands */
export async function listStudies({ storage, json }: StorageOption & { readonly json?: boolean }): Promise<ExitCode> {
  return reading(storage, async (store) => {
    const studies = await store.listStudies();
    if (json) print(JSON.stringify(studies.map(({ id: _, ...study }) => study)));
    else print(studies.length === 0 ? `no studies in ${store.name}` : renderStudies(studies));
  });
}

export async function showStudy(
  name: string | undefined,
  { storage, json }: StorageOption & { readonly json?: boolean },
): Promise<ExitCode> {
  return reading(storage, async (store) => {
    const described = await describeStudy(store, await chooseStudy(store, name));
    if (json) {
      const { trials: _, ...shown } = described;
      print(JSON.stringify(plainNumbers(shown)));
    } else print(renderStudy(described, store.name));
  });
}

export async function exportStudy(
  name: string | undefined,
  { storage, format, out }: StorageOption & { readonly format: 'csv' | 'json'; readonly out?: string },
): Promise<ExitCode> {
  return reading(storage, async (store) => {
    const described = await describeStudy(store, await chooseStudy(store, name));
    const text =
      format === 'json'
        ? `${JSON.stringify(plainNumbers(described), undefined, 2)}\n`
        : await renderStudiesCsv(described);
    if (out === undefined) {
      process.stdout.write(text);
      return;
    }
    await writeFileOrExplain(out, text);
    print(`${out}: ${described.trials.length} trials of ${described.name}`);
  });
}

export async function deleteStudy(name: string, { storage }: StorageOption): Promise<ExitCode> {
  const store = await openStore(storage, 'write');
  try {
    const study = await chooseStudy(store, name);
    await store.deleteStudy(study.id);
    print(`deleted ${study.name} with its ${countTrials(study)} trials from ${store.name}`);
    return exitCodes.done;
  } finally {
    await store.close();
  }
}

export async function renameStudy(name: string, newName: string, { storage }: StorageOption): Promise<ExitCode> {
  const store = await openStore(storage, 'write');
  try {
    const study = await chooseStudy(store, name);
    await store.renameStudy(study.id, newName);
    print(`renamed ${study.name} to ${newName} in ${store.name}`);
    return exitCodes.done;
  } finally {
    await store.close();
  }
}

export async function copyStudyTo(
  name: string,
  { storage, to, name: newName = name }: StorageOption & { readonly to: string; readonly name?: string },
): Promise<ExitCode> {
  return reading(storage, async (source) => {
    // Looked for first: a mistyped name makes no storage.
    const study = await chooseStudy(source, name);
    const target = await openStore(to, 'create');
    try {
      await copyStudy(source, study, target, newName);
      print(`copied ${study.name} with its ${countTrials(study)} trials to ${newName} in ${target.name}`);
    } finally {
      await target.close();
    }
  });
}

async function reading(
  storage: string,
  work: (store: Awaited<ReturnType<typeof openForReading>>) => Promise<void>,
): Promise<ExitCode> {
  const store = await openForReading(storage);
  try {
    await work(store);
    return exitCodes.done;
  } finally {
    await store.close();
  }
}

const openForReading = (storage: string) => openStore(storage, 'read');

const countTrials = ({ trials }: StudySummary) => Object.values(trials).reduce((sum, count) => sum + count, 0);

const print = (text: string) => process.stdout.write(`${text}\n`);
