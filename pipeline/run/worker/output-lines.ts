import { printable } from '../../printable.js';

/** What is kept of a line: a study file's code may print anything, without end. */
const longestLine = 2000;

export interface OutputLines {
  /** @param text the next part of the output, cut anywhere */
  write(text: string): void;
  /** What stands after the last line break. */
  end(): void;
}

/** Cuts what a process prints into lines that can be shown: without control characters, and none longer than 2,000. */
export function outputLines(onLine: (line: string) => void): OutputLines {
  let open = '';
  const emit = (line: string) => onLine(cut(printable(line)));
  return {
    write(text) {
      const [first = '', ...rest] = text.split(/\r?\n/);
      // Four times as much, because control characters fall out of it.
      open = (open + first).slice(0, 4 * longestLine);
      for (const next of rest) {
        emit(open);
        open = next.slice(0, 4 * longestLine);
      }
    },
    end() {
      if (open !== '') emit(open);
      open = '';
    },
  };
}

const cut = (line: string) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
