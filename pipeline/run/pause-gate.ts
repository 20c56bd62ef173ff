/** What every trial of a study passes before it begins. */
export interface PauseGate {
  readonly isClosed: boolean;
  close(): void;
  open(): void;
  /** Resolves when it is open, or `signal` was aborted: at once where that is so. */
  passed(): Promise<void>;
}

/** @param signal of the study's end, for which nobody is held up */
export function pauseGate(signal: AbortSignal): PauseGate {
  let isClosed = false;
  let waiting: (() => void)[] = [];
  const letGo = () => {
    const released = waiting;
    waiting = [];
    for (const go of released) go();
  };
  signal.addEventListener('abort', letGo, { once: true });
  return {
    get isClosed() {
      return isClosed;
    },
    close() {
      isClosed = true;
    },
    open() {
      isClosed = false;
      letGo();
    },
    passed() {
      if (!isClosed || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
