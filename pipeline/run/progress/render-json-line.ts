import type { StudyEvent } from '../events.js';

/** One event as one line of JSON, with the time it was seen. NaN and infinities, which JSON lacks, become strings. */
export function renderJsonLine(event: StudyEvent, time: Date): string {
  const { type, ...rest } = event;
  return JSON.stringify({ type, time: time.toISOString(), ...rest }, (_key, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
