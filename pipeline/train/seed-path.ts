/** The beginning of every random stream of one trial: (study seed, trial number). See `randomStream`. */
export type SeedPath = readonly (number | string)[];
