import { type AskChildOptions, askChild } from './ask-child.js';
import type { ChildReport, ChildRequest } from './child-protocol.js';

/**
 * Measures a model in a process of its own, which is given two minutes beyond what it is asked to take.
 * @throws as `askChild`
 */
export function measureInChild(
  request: ChildRequest,
  { timeoutSeconds = 120 + askedSeconds(request), signal }: AskChildOptions = {},
): Promise<ChildReport> {
  return askChild('child', request, request.model, { timeoutSeconds, signal });
}

/** Latencies may take half as long again as they are asked to: see `sampleRuns`. */
function askedSeconds({ warmUp, latency, throughput, server }: ChildRequest): number {
  const others = (throughput?.milliseconds ?? 0) + (server?.milliseconds ?? 0);
  return Math.ceil((warmUp.atMostMs + 1.5 * latency.milliseconds + others) / 1000);
}
