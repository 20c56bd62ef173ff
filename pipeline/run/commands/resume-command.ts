import { withoutPassword } from '../../store/without-password.js';

/**
 * The command line that goes on with the study of another one, to be read on a screen or in a log: passwords are left out.
 * @param args of that one, `tune` being the first
 */
export function resumeCommand(args: readonly string[]): string {
  const kept = args.filter((arg) => arg !== '--overwrite' && arg !== '--resume');
  return ['ortune', ...kept.map(withoutPassword), '--resume'].map(quoted).join(' ');
}

/** As a shell reads it; what needs no quotes has none. */
const quoted = (arg: string) => (/^[\w@%+=:,./~-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`);
