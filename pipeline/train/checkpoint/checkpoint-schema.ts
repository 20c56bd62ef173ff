import { z } from 'zod';

/** `Float32Array` and its like by tfjs's names. */
const variable = z.strictObject({ dtype: z.enum(['float32', 'int32', 'uint8']), length: z.int().min(0) });

const epoch = z.strictObject({
  epoch: z.int().min(1),
  learningRate: z.number(),
  trainLoss: z.number(),
  trainScore: z.number(),
  validationLoss: z.number(),
  validationScore: z.number(),
  seconds: z.number(),
});

/** The head of a checkpoint's file: all of it but the values of the variables. */
export const checkpointHead = z.strictObject({
  fingerprint: z.string(),
  learningRate: z.number(),
  history: z.array(epoch).min(1),
  seconds: z.number(),
  weights: z.array(variable),
  state: z.array(variable),
  bestWeights: z.array(variable).optional(),
});

export type CheckpointHead = z.output<typeof checkpointHead>;
export type VariableHead = z.output<typeof variable>;

/**
 * The file: these bytes, the version and the length of the head as 32-bit integers, the head as JSON, zeros up to a multiple
 * of 8, the values of `weights`, `state` and `bestWeights`, each up to a multiple of 8 too, and the SHA-256 of all before.
 * Everything is little-endian, as every processor is that Node.js runs on.
 */
export const magic = new TextEncoder().encode('ORTUNECP');
export const formatVersion = 1;
export const prefixBytes = magic.length + 8;
export const digestBytes = 32;

export const roundUp = (bytes: number) => Math.ceil(bytes / 8) * 8;
