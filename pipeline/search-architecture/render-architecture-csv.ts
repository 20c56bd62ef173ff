import { cellEdges } from '../../models/cells/cell-edges.js';
import { renderCsv } from '../report/render-csv.js';
import { cellKinds } from './architecture-parameters.js';
import { entropyOf } from './sampler/distribution.js';
import { meanEntropy, probabilitiesOf, type SearchEpoch } from './search-epoch.js';

/** architecture.csv: one row an epoch, edge and candidate operator. Entropies are of edges, in nats. */
export function renderArchitectureCsv(epochs: readonly SearchEpoch[], nodes: number): Promise<string> {
  const columns = ['stage', 'epoch', 'cell', 'node', 'from', 'operator', 'probability', 'entropy'];
  const edges = cellEdges(nodes);
  const rows = epochs.flatMap(({ stage, epoch, candidates, alphas }) => {
    const probabilities = probabilitiesOf(alphas);
    return cellKinds.flatMap((kind) =>
      edges.flatMap(({ node, from }, row) => {
        const shares = probabilities[kind][row] ?? [];
        const entropy = entropyOf(shares);
        return (candidates[kind][row] ?? []).map((operator, k) => [
          stage,
          epoch,
          kind,
          node,
          from,
          operator,
          shares[k],
          entropy,
        ]);
      }),
    );
  });
  return renderCsv(columns, rows);
}

/** architecture-search.csv: one row an epoch. Entropy is the mean over edges, in nats; latency is expected, in ms. */
export function renderSearchCsv(epochs: readonly SearchEpoch[]): Promise<string> {
  const columns = [
    'stage',
    'epoch',
    'train_loss',
    'train_accuracy',
    'architecture_loss',
    'entropy',
    'temperature',
    'latency',
    'seconds',
  ];
  const rows = epochs.map((each) => [
    each.stage,
    each.epoch,
    each.trainLoss,
    each.trainAccuracy,
    each.architectureLoss,
    meanEntropy(each.alphas),
    each.temperature,
    each.latency,
    each.seconds,
  ]);
  return renderCsv(columns, rows);
}
