/** The signals by which a user or a batch system asks a process to end. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The exit code of a process that was made to end. */
const forced = 3;

/**
 * Aborted on the first of the signals; the second ends the process at once (its workers end with it).
 * `dispose` gives the signals back their usual meaning.
 */
export function interruptSignal(onFirst: () => void): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const listener = () => {
    if (controller.signal.aborted) process.exit(forced);
    controller.abort();
    onFirst();
  };
  for (const signal of signals) process.on(signal, listener);
  return {
    signal: controller.signal,
    dispose() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
