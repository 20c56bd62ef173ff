/** Milliseconds between two drawings: charts that change more often cannot be read. */
const shortestPause = 500;

/** In times of what the last drawing took: the page stays free for its reader. */
const pauseFactor = 8;

/** Draws when it is asked to, but not more often than a reader can follow, and not while nobody sees it. */
export function drawPaced(draw: () => void): { request(): void } {
  let isWanted = false;
  let isWaiting = false;
  let due = 0;

  function work(): void {
    isWaiting = false;
    if (!isWanted || document.hidden) return;
    isWanted = false;
    const begun = performance.now();
    draw();
    const ended = performance.now();
    due = ended + Math.max(shortestPause, pauseFactor * (ended - begun));
  }

  function request(): void {
    isWanted = true;
    if (isWaiting || document.hidden) return;
    isWaiting = true;
    setTimeout(work, Math.max(0, due - performance.now()));
  }

  document.addEventListener('visibilitychange', () => {
    if (isWanted) request();
  });
  return { request };
}
