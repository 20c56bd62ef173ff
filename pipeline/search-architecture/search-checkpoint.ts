import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { z } from 'zod';
import { CheckpointError } from '../errors.js';
import { writeFileAtomically } from '../report/write-file-atomically.js';
import type { VariablesSnapshot } from '../train/variables-snapshot.js';
import type { SearchEpoch } from './search-epoch.js';

/** A search after one of its epochs: what it draws at random depends on the seed and the epoch alone, so this is all of it. */
export interface SearchCheckpoint {
  /** See `searchFingerprint`. */
  readonly fingerprint: string;
  /** Of all epochs so far; the last one says which stage the variables are of. */
  readonly epochs: readonly SearchEpoch[];
  /** Of the stage: weights, architecture parameters and what their optimizers remember. */
  readonly variables: VariablesSnapshot;
}

const rows = z.array(z.array(z.number()));
const names = z.array(z.array(z.string()));

/** The values are the program's own and were written whole, so only the form is looked at. */
const schema = z.object({
  fingerprint: z.string(),
  epochs: z
    .array(
      z.object({
        stage: z.int().min(1),
        epoch: z.int().min(1),
        candidates: z.object({ normal: names, reduction: names }),
        alphas: z.object({ normal: rows, reduction: rows }),
      }),
    )
    .min(1),
  variables: z.array(z.instanceof(Float32Array)),
});

/** Takes the place of an earlier checkpoint once it is whole. */
export async function saveSearch(path: string, checkpoint: SearchCheckpoint): Promise<void> {
  await writeFileAtomically(path, serialize(checkpoint));
}

/**
 * Undefined where there is no such file.
 * @throws CheckpointError where it is damaged or of another search
 */
export async function loadSearch(path: string, fingerprint: string): Promise<SearchCheckpoint | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (!bytes) return undefined;
  const content = decode(bytes, path);
  const { error } = schema.safeParse(content);
  if (error) throw new CheckpointError(`${path} is not a checkpoint of an architecture search`, { cause: error });
  const checkpoint = content as SearchCheckpoint;
  if (checkpoint.fingerprint === fingerprint) return checkpoint;
  throw new CheckpointError(
    `${path} is of another search: the version of ortune, the engine, the options, the data or the seed is not the same; begin anew with --overwrite`,
  );
}

function decode(bytes: Buffer, path: string): unknown {
  try {
    return deserialize(bytes);
  } catch (cause) {
    throw new CheckpointError(`the checkpoint ${path} is damaged; begin anew with --overwrite`, { cause });
  }
}
