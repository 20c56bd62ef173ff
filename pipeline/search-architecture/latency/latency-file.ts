import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../errors.js';
import { writeFileAtomically } from '../../report/write-file-atomically.js';

const fileSchema = z.array(
  z.object({
    /** What latencies depend on beside the operator: processor, ONNX Runtime, session options. */
    machine: z.record(z.string(), z.unknown()),
    /** Milliseconds by `placeName`. */
    latencies: z.record(z.string(), z.number().min(0)),
  }),
);

type Machine = Readonly<Record<string, unknown>>;

const sameMachine = (a: Machine, b: Machine): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a file has of a machine, by `placeName`; nothing where there is no file. @throws UsageError for a damaged file */
export async function readLatencies(path: string, machine: Machine): Promise<Map<string, number>> {
  const own = (await readAll(path)).find((entry) => sameMachine(entry.machine, machine));
  return new Map(Object.entries(own?.latencies ?? {}));
}

/** Puts the latencies of a machine in the place of those the file has of it; other machines keep theirs. */
export async function writeLatencies(
  path: string,
  machine: Machine,
  latencies: ReadonlyMap<string, number>,
): Promise<void> {
  const others = (await readAll(path)).filter((entry) => !sameMachine(entry.machine, machine));
  const entries = [...others, { machine, latencies: Object.fromEntries(latencies) }];
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, `${JSON.stringify(entries, undefined, 2)}\n`);
}

async function readAll(path: string): Promise<z.infer<typeof fileSchema>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw cause;
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UsageError(`\`${path}\` does not hold operator latencies: delete it, and they are measured again`, {
      cause,
    });
  }
}
