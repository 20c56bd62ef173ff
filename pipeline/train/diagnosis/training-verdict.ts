/** What learning curves say of a training. */
export type TrainingVerdict = 'diverged' | 'oscillating' | 'slow' | 'plateau' | 'underfit' | 'overfit' | 'good';
