/** What a child process is asked to measure; its only argument, as JSON. */
export interface ChildRequest {
  readonly fixture: string;
  readonly threads: number;
  /** Whether to begin with one step on each of the fixture's batches and report its loss. */
  readonly check: boolean;
  /** Before the clock starts: at least so many seconds and so many steps. */
  readonly warmup: { readonly seconds: number; readonly steps: number };
  /** At least so many seconds and so many steps are timed. */
  readonly timed: { readonly seconds: number; readonly steps: number };
  /** Only so many samples of each batch are used: for engines too slow for whole ones. */
  readonly samples?: number;
  /** Layout of images, where the engine has a choice. */
  readonly layout?: 'default' | 'channels-last';
  /** tfjs backend, where that is what differs. */
  readonly backend?: TfjsBackend;
  /** Where the peer's packages are installed. */
  readonly packages?: string;
  /** ONNX Runtime writes a profile of the timed steps to this path and a time stamp. */
  readonly profilePrefix?: string;
}

export type TfjsBackend = 'tensorflow' | 'wasm' | 'cpu';

/** What a child process prints, as the last line of its standard output. */
export interface ChildReport {
  readonly versions: Readonly<Record<string, string>>;
  /** Timed steps, the seconds they took together, and the samples of one. */
  readonly steps: number;
  readonly seconds: number;
  /** Processor time of all threads in them: less than `seconds` with one thread when other programs ran. */
  readonly cpuSeconds: number;
  /** Seconds of the fastest step: what the engine does while nothing else runs. */
  readonly fastestStep: number;
  readonly samplesPerStep: number;
  readonly warmupSteps: number;
  /** Loss of each checked step. */
  readonly losses: readonly number[];
  /** Largest resident set, bytes. */
  readonly peakMemory: number;
  /** Milliseconds from a built network to a step that can run; absent where nothing is compiled. */
  readonly compileMilliseconds?: number;
}
