/** Something that was compiled for one batch size. */
interface Sized {
  dispose(): void;
}

export interface ProgramsBySize<P extends Sized> {
  get(batchSize: number): Promise<P>;
  dispose(): void;
}

/** Shapes are part of a program, so the last, smaller batch has one of its own, compiled when it is first met. */
export function programsBySize<P extends Sized>(compile: (batchSize: number) => Promise<P>): ProgramsBySize<P> {
  const programs = new Map<number, P>();
  return {
    async get(batchSize) {
      const known = programs.get(batchSize);
      if (known) return known;
      const program = await compile(batchSize);
      programs.set(batchSize, program);
      return program;
    },
    dispose() {
      for (const program of programs.values()) program.dispose();
      programs.clear();
    },
  };
}
