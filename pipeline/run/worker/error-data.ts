import { type ExitCode, exitCodes, OrtuneError } from '../../errors.js';

/** An error as it travels between processes: class and cause are lost, what the user is told is not. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Present for errors whose message is meant for the user. */
  readonly exitCode?: ExitCode;
}

export function errorData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return { name, message, stack, ...(error instanceof OrtuneError && { exitCode: error.exitCode }) };
}

/** An error of another process, thrown again in this one. */
export class RemoteError extends OrtuneError {
  override readonly name: string;
  override readonly exitCode: ExitCode;
  constructor(data: ErrorData) {
    super(data.exitCode === undefined ? `${data.name}: ${data.message}` : data.message);
    this.name = data.name;
    this.exitCode = data.exitCode ?? exitCodes.failed;
    if (data.stack) this.stack = data.stack;
  }
}
