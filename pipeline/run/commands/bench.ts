import { benchFiles } from '../../benchmark/bench-files.js';
import { renderBenchTable } from '../../benchmark/render-bench-table.js';
import { type ExitCode, exitCodes } from '../../errors.js';
import { interruptSignal } from './interrupt-signal.js';

export interface BenchCommandOptions {
  readonly json?: boolean;
}

/** `ortune bench`: measures .onnx files side by side. Those that cannot be measured are named, the others still are. */
export async function bench(files: readonly string[], { json }: BenchCommandOptions): Promise<ExitCode> {
  const interrupt = interruptSignal(() => undefined);
  try {
    const result = await benchFiles(files, { signal: interrupt.signal });
    const failed = result.candidates.flatMap((candidate) => ('error' in candidate ? [candidate] : []));
    const measured = result.candidates.filter((candidate) => !('error' in candidate));
    if (json) {
      const plain = result.candidates.map((candidate) =>
        'error' in candidate ? { file: candidate.file, error: candidate.error.message } : candidate,
      );
      process.stdout.write(`${JSON.stringify({ ...result, candidates: plain })}\n`);
    } else if (measured.length > 0) {
      process.stdout.write(renderBenchTable({ ...result, candidates: measured }));
    }
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    for (const { error } of failed) process.stderr.write(`ortune: ${error.message}\n`);
    return failed.length > 0 ? exitCodes.failed : exitCodes.done;
  } finally {
    interrupt.dispose();
  }
}
