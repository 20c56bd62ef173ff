import type { InferenceSession } from 'onnxruntime-node';

interface Entry {
  readonly session: Promise<InferenceSession>;
  users: number;
}

export interface Lease {
  readonly session: InferenceSession;
  /** Gives the session back; it stays for the next user of the same program until others need its place. */
  giveBack(): void;
}

/**
 * Sessions by the program they run. Trials of a study often share an architecture, so a worker compiles it once.
 * Sessions in use are never released; of the idle ones only the last `idle` are kept, since each holds its memory.
 */
export class SessionCache {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly idle: number) {}

  async lease(key: string, create: () => Promise<InferenceSession>): Promise<Lease> {
    const entry = this.entries.get(key) ?? { session: create(), users: 0 };
    // Last used stands last.
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users++;
    try {
      const session = await entry.session;
      let given = false;
      return {
        session,
        giveBack: () => {
          if (given) return;
          given = true;
          entry.users--;
          this.releaseIdle();
        },
      };
    } catch (error) {
      this.entries.delete(key);
      throw error;
    }
  }

  /** Releases every session that is not in use. */
  dispose(): void {
    this.releaseIdle(0);
  }

  private releaseIdle(kept = this.idle): void {
    if (this.entries.size <= kept) return;
    const unused = [...this.entries].filter(([, { users }]) => users === 0);
    for (const [key, { session }] of unused.slice(0, Math.max(0, unused.length - kept))) {
      this.entries.delete(key);
      void session.then((old) => old.release());
    }
  }
}
