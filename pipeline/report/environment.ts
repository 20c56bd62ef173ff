import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What has to be alike for a repetition to give the same numbers, and the machine the timings belong to. */
export interface Environment {
  readonly versions: {
    readonly ortune: string;
    readonly node: string;
    readonly onnxruntime: string;
    readonly tfjs: string;
  };
  readonly machine: {
    readonly os: string;
    readonly architecture: string;
    readonly cpu: string;
    /** Cores this process may use. */
    readonly cores: number;
    readonly memoryBytes: number;
  };
}

export function readEnvironment(): Environment {
  return {
    versions: {
      ortune: packageVersion('ortune'),
      node: process.versions.node,
      onnxruntime: packageVersion('onnxruntime-node'),
      tfjs: packageVersion('@tensorflow/tfjs-core'),
    },
    machine: {
      os: `${platform()} ${release()}`,
      architecture: arch(),
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
    },
  };
}

const require = createRequire(import.meta.url);

function packageVersion(name: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(require.resolve(`${name}/package.json`), 'utf8'),
  );
  return manifest.version;
}
