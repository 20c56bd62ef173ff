/** Everything that would move a terminal's cursor, colour it, or ring; line breaks and tabs are harmless. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controls = /\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** A text of somebody else's as a terminal may have it: without control characters. */
export const printable = (text: string): string => text.replace(controls, '');

/** The same on one line, as a cell of a table. */
export const printableLine = (text: string): string => printable(text.replace(/\s+/g, ' '));
