/** Milliseconds between two looks. */
const interval = 250;

/** A gap longer than this was spent asleep. */
const longestGap = 1;

/**
 * Counts the seconds in which this process runs: a machine that slept, a study suspended with Ctrl-Z and a conductor that
 * was long busy with something else use up nobody's time.
 * @param onTick told the seconds since the last look
 */
export function startRunningClock(onTick: (seconds: number) => void): { stop(): void } {
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    onTick(Math.min((now - last) / 1000, longestGap));
    last = now;
  }, interval);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
