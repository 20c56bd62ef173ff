/** What the process says about how it ended. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 3, noFeasibleTrial: 4 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/**
 * A failure whose message is meant for the user: it names the thing, the value and the remedy.
 * Anything else that reaches the command line is a defect of ortune.
 */
export class OrtuneError extends Error {
  override readonly name: string = 'OrtuneError';
  readonly exitCode: ExitCode = exitCodes.failed;
}

/** The command line, the study file or a call asks for something that does not exist or is out of range. */
export class UsageError extends OrtuneError {
  override readonly name = 'UsageError';
  override readonly exitCode = exitCodes.usage;
}

/** A study file is missing, does not load, or describes an impossible study. */
export class StudyFileError extends OrtuneError {
  override readonly name = 'StudyFileError';
  override readonly exitCode = exitCodes.usage;
}

/** A data set is missing, truncated, ragged, or does not fit the task. */
export class DatasetError extends OrtuneError {
  override readonly name = 'DatasetError';
}

/** A kernel without an ONNX counterpart was met while tracing. */
export class UnsupportedKernelError extends OrtuneError {
  override readonly name = 'UnsupportedKernelError';
  constructor(
    readonly kernel: string,
    detail: string,
    /** The layer that was being traced; empty outside of any. */
    readonly layer = '',
  ) {
    super(`kernel \`${kernel}\` cannot be compiled to ONNX: ${detail}${layer && ` (layer \`${layer}\`)`}`);
  }
}

/** The model a study file returned does not fit the data (input or output shape). */
export class ModelError extends OrtuneError {
  override readonly name = 'ModelError';
}

/** An .onnx or tfjs model file cannot be read or run. */
export class ModelFileError extends OrtuneError {
  override readonly name = 'ModelFileError';
}

/** A training cannot go on from a checkpoint: it is missing, damaged or of another training. Training anew is the remedy. */
export class CheckpointError extends OrtuneError {
  override readonly name = 'CheckpointError';
}

/** A model has nothing that the asked variant could quantize, or is none that can be: a study goes on without the variant. */
export class QuantizationError extends OrtuneError {
  override readonly name = 'QuantizationError';
}

/** An exported file does not give what the trained network gives; it is never shipped, and its trial fails. */
export class ParityError extends OrtuneError {
  override readonly name = 'ParityError';
}

/** What a trial has made cannot be written to the report folder, which is not the trial's fault: the study ends. */
export class ReportFolderError extends OrtuneError {
  override readonly name = 'ReportFolderError';
}

/** A storage cannot be opened or written, or what is asked for is not in it. */
export class StorageError extends OrtuneError {
  override readonly name: string = 'StorageError';
}

/** A trial that has ended cannot be changed: another process took it for dead and failed it. */
export class TrialFinishedError extends StorageError {
  override readonly name = 'TrialFinishedError';
}

/** A study cannot be asked for another trial: every setting of its space has been tried. */
export class SpaceExhaustedError extends OrtuneError {
  override readonly name = 'SpaceExhaustedError';
}
