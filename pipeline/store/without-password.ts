/** A storage's URL for messages. Also of texts that are no URL: a password may be what is wrong with one. */
export function withoutPassword(storage: string): string {
  return storage.replace(/^([^:]+:\/\/[^:/]*):.*@/s, '$1:***@').replace(/([?&]password=)[^&]*/g, '$1***');
}
