import { type LayerInitialisation, worstInitialisation } from './layer-initialisation.js';

/** The worst verdict and the first layer that has it, `vanishing (dense_3)`, or `healthy`; empty where no layer was looked at. */
export function describeInitialisation(layers: readonly LayerInitialisation[] = []): string {
  const worst = worstInitialisation(layers);
  if (!worst) return '';
  return worst.verdict === 'healthy' ? 'healthy' : `${worst.verdict} (${worst.layer})`;
}
