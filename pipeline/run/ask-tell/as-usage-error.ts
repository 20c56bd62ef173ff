import { StudyFileError, UsageError } from '../../errors.js';

/** What the search says of a study file, it says here of the options of `createStudy`: there is no file. */
export function asUsageError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StudyFileError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
