/** What some work gives, and how long it took: by the clock, and of the processor in all threads. */
export const timed = async (work) => {
  const before = process.cpuUsage();
  const begin = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6 };
};
