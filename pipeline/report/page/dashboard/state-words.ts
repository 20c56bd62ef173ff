import type { StudyState } from '../../../run/dashboard/messages.js';

/** How a study goes on, in words for its reader. */
export const stateWords: Readonly<Record<StudyState, string>> = {
  running: 'running',
  pausing: 'pausing',
  paused: 'paused',
  stopping: 'stopping',
  ended: 'ended',
  left: 'not running',
  shared: 'not of ortune',
};
