import process from 'node:process';
import type { ChildReply } from './ask-child.js';

/** The child's side of `askChild`: takes one request, answers once and ends. */
export function answerParent<Request, Report>(work: (request: Request) => Promise<Report>): void {
  // Ctrl-C reaches the whole group of processes; whether to stop is the parent's decision. Without a parent there is
  // nobody to work for.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => process.exit(0));
  process.once('message', async (request: Request) => {
    // The parent may have gone before anyone listened.
    if (!process.connected) process.exit(0);
    const reply = await work(request).then(
      (report): ChildReply<Report> => ({ report }),
      (error: unknown): ChildReply<Report> => ({ failure: error instanceof Error ? error.message : String(error) }),
    );
    process.send?.(reply, () => process.exit(0));
  });
}
