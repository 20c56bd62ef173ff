import { createHash } from 'node:crypto';

/** Where a study is. */
export interface StudyPlace {
  /** Names it in addresses, the same after the server is started again. */
  readonly key: string;
  readonly name: string;
  /** The storage, as the user named it. */
  readonly storage: string;
  /** The folder of its report, whose files may be downloaded; absent of a study that is only in a storage. */
  readonly folder?: string;
}

export function studyPlace(name: string, storage: string, folder?: string): StudyPlace {
  const key = createHash('sha256').update(`${storage}\n${name}`).digest('hex').slice(0, 16);
  return { key, name, storage, ...(folder !== undefined && { folder }) };
}
