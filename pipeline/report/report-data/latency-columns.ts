/** Attributes that say what a trial's latency is worth, see `latencyAttributes`. */
export const latencyAttributeNames = {
  group: 'latency group',
  ties: 'latency ties',
  disturbed: 'latency disturbed',
} as const;

/** The column of the group: 1 has the fastest. */
export const latencyGroupColumn = `attribute:${latencyAttributeNames.group}`;

/** Below tables that have the group alone. */
export const sameGroupSentence = 'Trials of one latency group are tied: their latencies are not told apart.';

/** The column that names the other trials of the group. */
export const latencyTiesColumn = `attribute:${latencyAttributeNames.ties}`;
