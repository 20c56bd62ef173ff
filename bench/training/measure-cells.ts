import type { BenchEngine } from './engines.js';
import type { NetworkName } from './networks.js';
import type { ChildReport, ChildRequest } from './protocol.js';
import { type ChildResult, runChild } from './run-child.js';

/** One engine on one network with so many threads. */
export interface Cell {
  readonly network: NetworkName;
  readonly threads: number;
  readonly engine: BenchEngine;
  /** One a repetition. */
  readonly reports: readonly ChildReport[];
  /** Why there are none, or no more. */
  readonly failure?: string;
}

export interface CellOptions {
  readonly engines: readonly BenchEngine[];
  readonly threads: readonly number[];
  readonly repetitions: number;
  /** Seconds timed in each repetition. */
  readonly seconds: number;
  readonly onRepetition: (network: NetworkName, threads: number, repetition: number) => void;
}

/** Samples of a batch that a slow engine gets, about one second of work for it. */
const slowSamples: Readonly<Record<NetworkName, number>> = { mlp: 32, lenet: 4, resnet8: 2, separable: 1, lstm: 16 };

/**
 * Measures all engines on one network. Each measurement is a fresh process; engines take turns, so that what else the machine does
 * touches all of them. The first repetition also reports the losses.
 */
export async function measureCells(network: NetworkName, fixture: string, options: CellOptions): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [turn, threads] of options.threads.entries()) {
    const fresh = options.engines
      .filter((engine) => engine.measures(network) && threads <= (engine.mostThreads ?? threads))
      .map((engine): Cell => ({ network, threads, engine, reports: [] }));
    for (let repetition = 0; repetition < options.repetitions; repetition++) {
      options.onRepetition(network, threads, repetition);
      for (const [i, cell] of fresh.entries()) {
        if (cell.failure !== undefined || (cell.engine.isSlow && repetition > 0)) continue;
        const check = turn === 0 && repetition === 0;
        fresh[i] = withResult(cell, await runChild(cell.engine, requestFor(cell, fixture, check, options.seconds)));
      }
    }
    cells.push(...fresh);
  }
  return cells;
}

function requestFor(
  { engine, network, threads }: Cell,
  fixture: string,
  check: boolean,
  seconds: number,
): ChildRequest {
  const common = { fixture, threads };
  if (engine.isSlow) {
    const once = { seconds: 0, steps: 1 };
    return { ...common, check: false, warmup: once, timed: once, samples: slowSamples[network] };
  }
  return { ...common, check, warmup: { seconds: 0.3, steps: 3 }, timed: { seconds, steps: 3 } };
}

function withResult(cell: Cell, result: ChildResult): Cell {
  return 'failure' in result ? { ...cell, failure: result.failure } : { ...cell, reports: [...cell.reports, result] };
}
