import { Command, InvalidArgumentError } from 'commander';
import { type BenchEngineName, engineNames, type PeerFolders } from './engines.js';
import { type NetworkName, networkNames } from './networks.js';

export interface BenchOptions extends PeerFolders {
  readonly networks: readonly NetworkName[];
  readonly engines: readonly BenchEngineName[];
  readonly threads: readonly number[];
  readonly repetitions: number;
  readonly seconds: number;
  /** Nodes listed of each network's profile; 0 for none. */
  readonly nodes: number;
  readonly out: string;
}

export function parseOptions(argv: readonly string[]): BenchOptions {
  return new Command('bench:training')
    .description('Training throughput of ortune beside PyTorch and TensorFlow.js, in one run on this machine.')
    .option('--networks <names>', `comma-separated, of ${networkNames.join(', ')}`, someOf(networkNames), networkNames)
    .option('--engines <names>', `comma-separated, of ${engineNames.join(', ')}`, someOf(engineNames), engineNames)
    .option('--threads <numbers>', 'comma-separated', (text: string) => text.split(',').map(count), [1, 2])
    .option('--repetitions <n>', 'fresh processes for each figure', count, 5)
    .option('--seconds <s>', 'timed in each of them', seconds, 1.2)
    .option(
      '--nodes <n>',
      'slowest nodes to list of each profile',
      (text: string) => (text === '0' ? 0 : count(text)),
      0,
    )
    .option('--peers <folder>', 'Python environment with PyTorch')
    .option('--tfjs-node <folder>', 'folder whose node_modules has @tensorflow/tfjs-node')
    .option(
      '--tfjs-wasm <folder>',
      'folder whose node_modules has @tensorflow/tfjs-backend-wasm, tfjs-core and tfjs-layers',
    )
    .option('--out <file>', 'CSV of every measurement', 'reports/bench/training.csv')
    .parse([...argv], { from: 'user' })
    .opts<BenchOptions>();
}

function someOf<Name extends string>(names: readonly Name[]): (text: string) => Name[] {
  return (text) =>
    text.split(',').map((name) => {
      const known = names.find((candidate) => candidate === name);
      if (!known) throw new InvalidArgumentError(`\`${name}\` is none of ${names.join(', ')}`);
      return known;
    });
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(`\`${text}\` must be an integer >= 1`);
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 60)) throw new InvalidArgumentError(`\`${text}\` must be in (0, 60]`);
  return value;
}
