import { sql, type Transaction } from 'kysely';
import { z } from 'zod';
import { parseDate } from './date-text.js';
import type { DatabaseConnection } from './dialects/dialect.js';
import { parseJson } from './parse-json.js';
import { writeStudyAttributes } from './queries/studies.js';
import { lockStudy } from './queries/trials.js';
import type { StudyId } from './stored-trial.js';
import type { HeldStudy, HoldOptions, StudyHolder } from './study-store.js';
import { systemAttributes } from './system-attributes.js';
import type { Tables } from './tables.js';

/** Who conducts a study and when it last gave a sign of life, by the database's clock in seconds. */
const holdSchema = z.object({
  id: z.string(),
  machine: z.string(),
  process: z.number(),
  host: z.string(),
  sign: z.number(),
});
type Hold = z.infer<typeof holdSchema>;

type Write = Transaction<Tables>;

/** Who conducts a study is an attribute of it, read and written under the lock of the study. */
export function studyHolds({ locksRows, secondsAgo }: DatabaseConnection) {
  async function find(write: Write, study: StudyId): Promise<Hold | undefined> {
    const row = await write
      .selectFrom('study_system_attributes')
      .select('value_json')
      .where('study_id', '=', study)
      .where('key', '=', systemAttributes.holder)
      .executeTakeFirst();
    return row && holdSchema.safeParse(parseJson(row.value_json)).data;
  }

  async function clock(write: Write): Promise<number> {
    const { rows } = await sql<{ now: string }>`select ${secondsAgo(0)} as now`.execute(write);
    return parseDate(rows[0]?.now ?? '').getTime() / 1000;
  }

  return {
    async hold(
      write: Write,
      study: StudyId,
      { id, machine, process, host }: StudyHolder,
      { graceSeconds, isGone }: HoldOptions,
    ): Promise<HeldStudy | undefined> {
      await lockStudy(write, locksRows, study);
      const found = await find(write, study);
      const sign = await clock(write);
      if (found && found.id !== id) {
        const { sign: last, ...holder } = found;
        const silentSeconds = Math.max(0, sign - last);
        if (silentSeconds <= graceSeconds && !isGone(holder)) return { holder, silentSeconds };
      }
      const hold: Hold = { id, machine, process, host, sign };
      await writeStudyAttributes(write, 'study_system_attributes', study, { [systemAttributes.holder]: hold });
      return undefined;
    },

    async release(write: Write, study: StudyId, { id }: StudyHolder): Promise<void> {
      await lockStudy(write, locksRows, study);
      if ((await find(write, study))?.id !== id) return;
      await write
        .deleteFrom('study_system_attributes')
        .where('study_id', '=', study)
        .where('key', '=', systemAttributes.holder)
        .execute();
    },
  };
}
