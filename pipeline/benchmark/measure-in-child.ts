import { type AskChildOptions, askChild } from './ask-child.js';
import type { ChildReport, ChildRequest } from './child-protocol.js';

/**
 * Measures a model in a process of its own.
 * @throws as `askChild`
 */
export function measureInChild(request: ChildRequest, options: AskChildOptions = {}): Promise<ChildReport> {
  return askChild('child', request, request.model, options);
}
