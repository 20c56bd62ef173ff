/** Optuna stores UTC without saying so: `2026-11-22 08:30:00.123000` (before version 5 it was local time). */
export function renderDate(date: Date): string {
  return `${date.toISOString().slice(0, -1).replace('T', ' ')}000`;
}

/** Fractions of a second may have any number of digits, or be absent; what is below a millisecond is cut off. */
export function parseDate(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}Z`);
}
