/** `failed`: an error, or a failure that every trial shares, makes going on pointless. */
export type StopReason = 'timeout' | 'interrupted' | 'failed';

/** Says when a study must end before its time, and why. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** The first reason given counts. */
  readonly reason: StopReason | undefined;
  stop(reason: StopReason): void;
  dispose(): void;
}

/** Stops after `timeoutSeconds`, when the user interrupts, or when it is told to. */
export function stopSignal(interrupt: AbortSignal | undefined, timeoutSeconds: number | undefined): StopSignal {
  const controller = new AbortController();
  let reason: StopReason | undefined;
  const stop = (why: StopReason) => {
    reason ??= why;
    controller.abort();
  };
  const onInterrupt = () => stop('interrupted');
  const timer = timeoutSeconds === undefined ? undefined : setTimeout(() => stop('timeout'), timeoutSeconds * 1000);
  if (interrupt?.aborted) onInterrupt();
  interrupt?.addEventListener('abort', onInterrupt, { once: true });
  return {
    signal: controller.signal,
    get reason() {
      return reason;
    },
    stop,
    dispose() {
      clearTimeout(timer);
      interrupt?.removeEventListener('abort', onInterrupt);
    },
  };
}
