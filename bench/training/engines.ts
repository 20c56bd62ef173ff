import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildFiles } from './bundle-children.js';
import { type Network, type NetworkName, networks } from './networks.js';
import type { ChildRequest } from './protocol.js';

export const engineTitles = {
  onnx: 'ortune onnx',
  pytorch: 'PyTorch',
  'pytorch-channels-last': 'PyTorch channels-last',
  'tfjs-node': 'tfjs-node',
  'tfjs-wasm': 'tfjs wasm',
  'tfjs-cpu': 'tfjs cpu',
} as const;

export type BenchEngineName = keyof typeof engineTitles;
export const engineNames = Object.keys(engineTitles) as BenchEngineName[];

/** How the child process of one engine is started. */
export interface BenchEngine {
  readonly name: BenchEngineName;
  readonly file: string;
  /** Before the request. */
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly request: Partial<ChildRequest>;
  /** More threads than this make no difference. */
  readonly mostThreads?: number;
  /** Too slow for the common protocol: one repetition of one step on part of a batch, and no comparison of losses. */
  readonly isSlow?: boolean;
  measures(network: NetworkName): boolean;
}

export interface PeerFolders {
  /** A Python environment with PyTorch: <folder>/bin/python. */
  readonly peers?: string;
  /** A folder whose node_modules has @tensorflow/tfjs-node. */
  readonly tfjsNode?: string;
  /** A folder whose node_modules has @tensorflow/tfjs-backend-wasm, tfjs-core and tfjs-layers. */
  readonly tfjsWasm?: string;
}

const pytorchScript = fileURLToPath(new URL('../peers/pytorch_training.py', import.meta.url));

const always = () => true;
const onImages = (name: NetworkName) => {
  const { inputShape }: Network = networks[name];
  return inputShape.length === 3;
};

/** The engines that are here, and a line about each that is not. */
export function findEngines(
  folders: PeerFolders,
  files: ChildFiles,
  repository: string,
): { engines: readonly BenchEngine[]; missing: readonly string[] } {
  const tfjs = tfjsEngine(files.tfjs);
  const found = [
    ortuneEngine(files.ortune),
    ...pytorch(folders.peers),
    tfjs('tfjs-node', 'tensorflow', '@tensorflow/tfjs-node', '--tfjs-node', folders.tfjsNode),
    tfjs('tfjs-wasm', 'wasm', '@tensorflow/tfjs-backend-wasm', '--tfjs-wasm', folders.tfjsWasm),
    tfjs('tfjs-cpu', 'cpu', '@tensorflow/tfjs-backend-cpu', '', repository),
  ];
  return {
    engines: found.filter((item) => typeof item !== 'string'),
    missing: found.filter((item) => typeof item === 'string'),
  };
}

export const ortuneEngine = (file: string): BenchEngine => ({
  name: 'onnx',
  file: process.execPath,
  args: [file],
  request: {},
  measures: always,
});

function pytorch(folder: string | undefined): (BenchEngine | string)[] {
  if (folder === undefined) return ['PyTorch is not measured: --peers FOLDER names a Python environment that has it'];
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) return [`PyTorch is not measured: there is no ${python}`];
  const common = { file: python, args: [pytorchScript] };
  return [
    { ...common, name: 'pytorch', request: { layout: 'default' }, measures: always },
    { ...common, name: 'pytorch-channels-last', request: { layout: 'channels-last' }, measures: onImages },
  ];
}

const tfjsEngine =
  (file: string) =>
  (
    name: 'tfjs-node' | 'tfjs-wasm' | 'tfjs-cpu',
    backend: NonNullable<ChildRequest['backend']>,
    packageName: string,
    option: string,
    folder: string | undefined,
  ): BenchEngine | string => {
    const title = engineTitles[name];
    if (folder === undefined)
      return `${title} is not measured: ${option} FOLDER names a folder with node_modules/${packageName}`;
    if (!existsSync(join(folder, 'node_modules', packageName)))
      return `${title} is not measured: there is no ${packageName} in ${folder}`;
    return {
      name,
      file: process.execPath,
      args: [file],
      cwd: folder,
      request: { backend, packages: folder },
      // tfjs's wasm backend has threads in browsers only.
      ...(backend !== 'tensorflow' && { mostThreads: 1 }),
      isSlow: backend === 'cpu',
      measures: always,
    };
  };
