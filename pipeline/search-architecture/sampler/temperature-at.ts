/** How sharp the relaxed samples are at the beginning and at the end of a search, both > 0. */
export interface TemperatureRange {
  readonly from: number;
  readonly to: number;
}

/** The temperature falls geometrically: from (to / from)^progress. @param progress of the whole search, 0 to 1 */
export function temperatureAt({ from, to }: TemperatureRange, progress: number): number {
  return from * (to / from) ** progress;
}
