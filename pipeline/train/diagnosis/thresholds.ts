/**
 * Every number that verdicts depend on. They were chosen on 21 real trainings, each made to show one of the verdicts, and
 * judged on 21 others (`bench/methods/diagnosis-runs.ts`). None depends on the unit of the loss.
 */
export const thresholds = {
  /** Curves of fewer epochs say nothing. */
  fewestEpochs: 3,
  /** The end of a curve is the mean of this share of its epochs, because a single epoch is noisy. */
  endShare: 0.2,
  /** diverged: the training loss ends this many times above its first epoch and skill is below `enough`; ... */
  endedAbove: 2,
  /** ... or its first epoch, in which it had blown up then, is so many times above its end and skill is below `enough`; ... */
  begunAbove: 100,
  /** ... or it was once so many times above its first epoch; ... */
  onceAbove: 30,
  /** ... or the validation loss ends so many times above the first epoch's training loss. */
  validationAbove: 100,
  /** oscillating: in the second half of the epochs this share of all movement of the training loss goes there and back ... */
  swingShare: 0.2,
  /** ... and an epoch's part of that is in the mean this share of the median of the first half. */
  swingStep: 0.007,
  /** overfit: validation loss ends this share of its lowest value above it while training loss fell on ... */
  rise: 0.1,
  /** ... and the rise takes back this share of what it had fallen since the first epoch; ... */
  takenBack: 0.05,
  /** ... or skill on the validation rows ends so far below skill on the training rows, which is above `enough`, ... */
  skillGap: 0.1,
  /** ... after the training loss fell by this factor without any use for the validation loss, ... */
  inVain: 5,
  /** ... which had come this close to its lowest value before, as a share of it. That is where overfitting began. */
  closeToLowest: 0.05,
  /** slow: in the last third of the epochs the training loss fell at this share of its mean speed over all; ... */
  speed: 0.4,
  /** ... or, with skill below `enough`, at this share ... */
  lowSpeed: 0.15,
  /** ... and by this share of itself an epoch. */
  stillFalling: 0.01,
  /** In both cases it fell by this share of itself over all. */
  fallen: 0.02,
  /** plateau: in the second half of the epochs the training loss changed by less than this share of itself ... */
  standstill: 0.02,
  /** ... at no more than this share above its lowest value (else something has pulled it back), with skill below `nothing`. */
  aboveLowest: 0.03,
  nothing: 0.07,
  /** underfit: skill on the training rows ends below this. */
  enough: 0.6,
} as const;
