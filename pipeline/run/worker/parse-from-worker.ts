import { z } from 'zod';
import type { Task } from '../../load/data.js';
import type { EpochRecord, MetricValues } from '../../study/trial.js';
import type { LayerInitialisation } from '../../train/initialisation-check/layer-initialisation.js';
import type { ErrorData } from './error-data.js';
import type { FromWorker } from './protocol.js';

// The study file runs in the worker and can send what it likes: what is not a message of ortune must not get any further.

/** NaN and infinities are numbers here, other than with zod. */
const number = z.custom<number>((value) => typeof value === 'number');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const numbers = (value: unknown) => isObject(value) && Object.values(value).every((entry) => typeof entry === 'number');
const metrics = z.custom<MetricValues>(numbers);
const record = z.custom<EpochRecord>((value) => numbers(value) && isObject(value) && 'epoch' in value);
const layers = z.array(z.custom<LayerInitialisation>(isObject));
const task = z.custom<Task>((value) => isObject(value) && 'kind' in value && 'inputShape' in value);
const error = z.custom<ErrorData>(
  (value) => isObject(value) && 'message' in value && typeof value.message === 'string',
);

const schemas = {
  alive: z.looseObject({ type: z.literal('alive'), residentBytes: number }),
  opened: z.looseObject({ type: z.literal('opened'), task, dataHash: z.string(), residentBytes: number }),
  refused: z.looseObject({ type: z.literal('refused'), error }),
  phase: z.looseObject({ type: z.literal('phase'), phase: z.enum(['preparing', 'training', 'exporting', 'waiting']) }),
  initialisation: z.looseObject({ type: z.literal('initialisation'), layers }),
  epoch: z.looseObject({ type: z.literal('epoch'), record, epochs: number, score: z.enum(['accuracy', 'r2']) }),
  resumed: z.looseObject({
    type: z.literal('resumed'),
    records: z.array(record),
    epochs: number,
    score: z.enum(['accuracy', 'r2']),
  }),
  warning: z.looseObject({ type: z.literal('warning'), message: z.string() }),
  prepared: z.looseObject({
    type: z.literal('prepared'),
    prepared: z.looseObject({ metrics, file: z.string().optional() }),
  }),
  trained: z.looseObject({
    type: z.literal('trained'),
    trained: z.looseObject({ metrics, epochs: number, diagnosis: z.string() }),
  }),
  failed: z.looseObject({
    type: z.literal('failed'),
    failure: z.looseObject({ kind: z.string(), reason: z.string(), diagnosis: z.string().optional() }),
  }),
} satisfies { [K in FromWorker['type']]: z.ZodType<Extract<FromWorker, { type: K }>> };

const isMessageType = (type: unknown): type is FromWorker['type'] =>
  typeof type === 'string' && Object.hasOwn(schemas, type);

/** Undefined where it is none of the messages of a worker. */
export function parseFromWorker(received: unknown): FromWorker | undefined {
  if (!isObject(received) || !('type' in received) || !isMessageType(received.type)) return undefined;
  return schemas[received.type].safeParse(received).data;
}
