/**
 * Why a study ended. `exhausted`: there is no setting left to try; `no-improvement` and `target`: its own `stopWhen`; `callback`:
 * one of its callbacks asked for it.
 */
export type EndReason = 'complete' | 'timeout' | 'interrupted' | 'exhausted' | 'no-improvement' | 'target' | 'callback';
