import type { z } from 'zod';

/** Where a training is when an update of the weights begins. */
export interface TrainingPosition {
  /** Updates made so far: 0 before the first. */
  readonly step: number;
  /** Updates of an epoch. */
  readonly stepsPerEpoch: number;
  /** Of the whole plan; early stopping may end it sooner. */
  readonly epochs: number;
  /** Of every epoch that has ended, in order: all that a schedule may know of how the training goes. */
  readonly validationLosses: readonly number[];
}

/** A schedule with its options: what a training plan holds. */
export interface Schedule {
  readonly name: string;
  /** All options, defaults filled. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * The learning rate at a position as a share, in [0, 1], of the optimizer's `learningRate`, which is the largest rate.
   * Pure: it remembers nothing, so an interrupted training goes on with the same rates.
   */
  share(position: TrainingPosition): number;
  /** How far the optimizer's momentum or beta1 is lowered, in [0, 1); present where the schedule moves it. Pure. */
  readonly momentumDip?: (position: TrainingPosition) => number;
}

/** A position in ticks, which are updates or, `by: 'epoch'`, epochs: the rate changes from tick to tick. */
export interface Moment {
  /** Ticks gone by. */
  readonly tick: number;
  readonly ticksPerEpoch: number;
  /** Of the whole training. */
  readonly ticks: number;
  readonly position: TrainingPosition;
}

type ScheduleOptions = Readonly<Record<string, unknown>>;

/** One schedule: the entry of the registry, one file each. */
export interface ScheduleDefinition<
  Name extends string = string,
  Schema extends z.ZodType<ScheduleOptions> = z.ZodType<ScheduleOptions>,
> {
  readonly name: Name;
  /** One line, and where the schedule is from. */
  readonly summary: string;
  readonly source: string;
  /** What a study file may say about it; durations are in epochs. */
  readonly options: Schema;
  /** @throws ZodError where `options` are wrong. */
  create(options: unknown): Schedule;
}

/** Puts a formula into the shape of the registry; it gets its options parsed and typed. */
export function defineSchedule<Name extends string, Schema extends z.ZodType<ScheduleOptions>>(
  { name, summary, source, options }: Omit<ScheduleDefinition<Name, Schema>, 'create'>,
  shareAt: (moment: Moment, options: z.output<Schema>) => number,
  dipOf?: (options: z.output<Schema>) => ((moment: Moment) => number) | undefined,
): ScheduleDefinition<Name, Schema> {
  return {
    name,
    summary,
    source,
    options,
    create(given) {
      const parsed = options.parse(given);
      const momentAt = parsed.by === 'epoch' ? momentByEpoch : momentByStep;
      const dipAt = dipOf?.(parsed);
      return {
        name,
        options: parsed,
        share: (position) => shareAt(momentAt(position), parsed),
        ...(dipAt && { momentumDip: (position) => dipAt(momentAt(position)) }),
      };
    },
  };
}

function momentByStep(position: TrainingPosition): Moment {
  const { step, stepsPerEpoch, epochs } = position;
  return { tick: step, ticksPerEpoch: stepsPerEpoch, ticks: Math.round(epochs * stepsPerEpoch), position };
}

function momentByEpoch(position: TrainingPosition): Moment {
  const { step, stepsPerEpoch, epochs } = position;
  return { tick: Math.floor(step / stepsPerEpoch), ticksPerEpoch: 1, ticks: Math.ceil(epochs), position };
}
