/**
 * A spreadsheet runs text that begins like a formula (`=HYPERLINK(...)`, `+cmd|...`); a leading apostrophe makes it text
 * (OWASP, "CSV Injection"). Numbers are never touched: -0.5 stays a number.
 */
export function guardText(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
