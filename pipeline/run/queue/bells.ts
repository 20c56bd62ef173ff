import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** Rings when something was said on a topic. */
export interface Bell {
  /** Resolves when it rings next, at once if it has since the last call, or after so long: notifications can be lost. */
  next(milliseconds: number): Promise<void>;
  close(): void;
}

export interface Bells {
  open(topic: string): Bell;
  close(): Promise<void>;
}

const channel = 'ortune_queue';

/** In SQL: rings the bells of the topic that this expression gives, in every process, when the transaction is committed. */
export const ringSql = (topic: string) => `pg_notify('${channel}', ${topic})`;

const connectMilliseconds = 10_000;
const reconnectMilliseconds = 2000;

/** A connection of its own that listens; where it is lost it is made again, and bells ring by their timeouts meanwhile. */
export function listenToBells(url: string): Bells {
  const ringing = new Map<string, Set<() => void>>();
  const closing = new AbortController();
  const closed = new Promise<void>((resolve) => closing.signal.addEventListener('abort', () => resolve()));

  async function listen(): Promise<void> {
    while (!closing.signal.aborted) {
      const client = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: connectMilliseconds,
        keepAlive: true,
        application_name: 'ortune',
      });
      const lost = new Promise<void>((resolve) => client.on('end', resolve).on('error', () => resolve()));
      client.on('notification', ({ payload = '' }) => {
        for (const ring of ringing.get(payload) ?? []) ring();
      });
      try {
        await client.connect();
        await client.query(`listen ${channel}`);
        await Promise.race([lost, closed]);
      } catch {
        // Bells ring by their timeouts; whoever they wake sees what is wrong with the server.
      }
      await client.end().catch(() => undefined);
      await setTimeout(reconnectMilliseconds, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }
  const listening = listen();

  return {
    open(topic) {
      let rung = false;
      let wake: () => void = () => undefined;
      const ring = () => {
        rung = true;
        wake();
      };
      const others = ringing.get(topic) ?? new Set();
      ringing.set(topic, others.add(ring));
      return {
        async next(milliseconds) {
          if (!rung) {
            const timer = new AbortController();
            await Promise.race([
              new Promise<void>((resolve) => {
                wake = resolve;
              }),
              setTimeout(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined),
            ]);
            timer.abort();
          }
          rung = false;
        },
        close() {
          others.delete(ring);
          if (others.size === 0) ringing.delete(topic);
          ring();
        },
      };
    },
    async close() {
      // A client must not be ended while it connects: the promise of its end may then stay open for ever.
      closing.abort();
      await listening;
    },
  };
}
