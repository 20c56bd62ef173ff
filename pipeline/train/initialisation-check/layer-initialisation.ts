/** What one batch shows of a layer before training. */
export interface LayerStatistics {
  /** Of its activations: all units, all samples. */
  readonly mean: number;
  readonly std: number;
  /** Share of activations beyond 0.97 of the range of tanh or sigmoid; undefined for others. */
  readonly saturated?: number;
  /** Share of units that are zero for the whole batch, after relu; undefined for others. */
  readonly dead?: number;
  /** Length of the gradient of the loss with respect to the layer's kernels. */
  readonly gradientNorm: number;
  /** All its units have equal weights and equal gradients, so they never become different. */
  readonly symmetric: boolean;
}

/** From the worst to the best. */
export const initialisationVerdicts = ['symmetric', 'dead', 'saturated', 'exploding', 'vanishing', 'healthy'] as const;
export type InitialisationVerdict = (typeof initialisationVerdicts)[number];

export interface LayerInitialisation extends LayerStatistics {
  /** The layer with the kernels, as messages name it; its activation may be a layer of its own. */
  readonly layer: string;
  readonly activation: string;
  readonly verdict: InitialisationVerdict;
}

/**
 * Where a layer stops being healthy, for inputs and targets of unit variance. Signals and gradients that keep their size
 * from layer to layer stay two orders of magnitude away from these bounds, those that do not soon pass them.
 */
export const initialisationThresholds = {
  /** Standard deviations of activations. */
  explodingStd: 10,
  vanishingStd: 0.01,
  explodingGradient: 1e3,
  vanishingGradient: 1e-5,
  /** Share of activations. Glorot and Bengio 2010, section 3, see layers whose units are mostly there stop learning. */
  saturated: 0.25,
  /** Share of units. */
  dead: 0.5,
} as const;

/** What is not a number has exploded. */
export function initialisationVerdict(layer: LayerStatistics): InitialisationVerdict {
  const bounds = initialisationThresholds;
  if (layer.symmetric) return 'symmetric';
  if ((layer.dead ?? 0) > bounds.dead) return 'dead';
  if ((layer.saturated ?? 0) > bounds.saturated) return 'saturated';
  if (!(layer.std <= bounds.explodingStd && layer.gradientNorm <= bounds.explodingGradient)) return 'exploding';
  if (layer.std < bounds.vanishingStd || layer.gradientNorm < bounds.vanishingGradient) return 'vanishing';
  return 'healthy';
}

/** The first of the layers with the worst verdict; undefined where there is none. */
export function worstInitialisation(layers: readonly LayerInitialisation[]): LayerInitialisation | undefined {
  const worst = initialisationVerdicts.find((verdict) => layers.some((layer) => layer.verdict === verdict));
  return layers.find(({ verdict }) => verdict === worst);
}
