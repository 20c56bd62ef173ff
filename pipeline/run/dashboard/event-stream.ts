import type { ServerResponse } from 'node:http';
import type { StreamEvent } from './messages.js';

/** More than so many bytes that a browser has not taken yet: it does not keep up, and begins anew by itself when it is cut off. */
const mostPending = 64 * 1024 * 1024;

/** Milliseconds: without a word for longer something between server and browser may close the connection. */
const pauseBetweenSigns = 15_000;

/** A stream of server-sent events (HTML standard, section 9.2), open until either side closes it. */
export interface EventStream {
  send(event: StreamEvent, json: string): void;
}

/** @param onClose told when the browser has gone */
export function openEventStream(response: ServerResponse, onClose: () => void): EventStream {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  // How soon a browser tries again, in milliseconds.
  response.write('retry: 1000\n\n');
  const signs = setInterval(() => response.write(':\n\n'), pauseBetweenSigns);
  response.on('close', () => {
    clearInterval(signs);
    onClose();
  });
  return {
    send(event, json) {
      if (response.destroyed) return;
      if (response.writableLength > mostPending) response.destroy();
      else response.write(`event: ${event}\ndata: ${json}\n\n`);
    },
  };
}
