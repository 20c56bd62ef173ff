import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable, layers } from '@tensorflow/tfjs-layers';
import type { Task } from '../../pipeline/load/data.js';
import { imageInput } from '../image-input.js';
import { layerKit } from '../layer-kit.js';
import { checkCount } from '../option-checks.js';
import { cellEdges } from './cell-edges.js';
import { type CellPlace, cellPlaces } from './cell-places.js';
import { type EdgeOperators, edgeOperators } from './edge-operators.js';
import type { Genotype } from './genotype.js';
import { channelProjection, factorisedReduction, type OperatorName } from './operators.js';

/** The candidate operators of every edge of the two kinds of cells, in the order of `cellEdges`. */
export type CandidateOperators = Readonly<Record<keyof Genotype, readonly (readonly OperatorName[])[]>>;

export interface SupernetOptions {
  readonly cells: number;
  /** Of every node before the first reduction, doubled by each. */
  readonly channels: number;
  /** Intermediate nodes of a cell. */
  readonly nodes: number;
  /** Filters of the first convolution. Default three times `channels`. */
  readonly stemFilters?: number;
  readonly candidates: CandidateOperators;
}

/** One edge of one cell: its operators and its own weights for them. */
export interface SupernetEdge {
  /** Among all edges of the network. */
  readonly index: number;
  readonly kind: keyof Genotype;
  /** Among the edges of its cell, as in `cellEdges`: the row of architecture parameters that it shares with other cells. */
  readonly row: number;
  /** Shared by edges whose images and candidates are the same. */
  readonly operators: EdgeOperators;
  /** [operators.size] */
  readonly weights: LayerVariable;
}

/** What an edge makes of images [batch, height, width, channels]. */
export type EdgeFunction = (x: tf.Tensor, edge: SupernetEdge) => tf.Tensor;

/**
 * A network of cells in which every edge has all of its candidate operators, each with weights of its own; which of them an edge
 * is, the caller says. Weights are those of the edges, of the projections of cell inputs, of the first convolution and of the
 * output layer. Normalisation always takes the statistics of the batch: those of another architecture would not fit.
 */
export interface Supernet {
  /** By names that say where in the network they are: `stage/cell/...`, where cells of other depths have their like. */
  readonly weights: ReadonlyMap<string, LayerVariable>;
  readonly edges: readonly SupernetEdge[];
  /** From samples to logits, in training mode. */
  apply(samples: tf.Tensor, edge: EdgeFunction): tf.Tensor;
  dispose(): void;
}

type Chain = readonly layers.Layer[];

interface Cell {
  readonly projections: readonly [Chain, Chain];
  readonly edges: readonly SupernetEdge[];
}

/**
 * The supernet of a cell space (Liu et al. 2019), with the same stem, cells and output as `cellNet`.
 * @throws ModelError for an option out of range, or images too small for the reductions.
 */
export function supernet(task: Task, options: SupernetOptions): Supernet {
  const { cells, channels, nodes, stemFilters = 3 * channels, candidates } = options;
  for (const [name, count] of Object.entries({ cells, channels, nodes, stemFilters })) {
    checkCount(`supernet.${name}`, count);
  }
  const kit = layerKit('supernet', task, { activation: 'relu', normalisation: 'batch' });
  const places = cellPlaces(cells, channels);
  const halvings = places.filter(({ kind }) => kind === 'reduction').length;
  const [, ...reshape] = imageInput('supernet', task.inputShape, { halvings, option: '`cells`' });
  const weights = new Map<string, LayerVariable>();
  const shared = new Map<string, EdgeOperators>();
  const edges: SupernetEdge[] = [];
  const nodePlaces = cellEdges(nodes);

  const built = (name: string, chain: Chain, x: tf.Tensor): tf.Tensor => {
    const y = applyChain(chain, x);
    chain
      .flatMap(({ trainableWeights }) => trainableWeights)
      .forEach((weight, i) => {
        weights.set(`${name}/${i}`, weight);
      });
    return y;
  };
  const stem: Chain = [...reshape, kit.convolution({ filters: stemFilters, kernelSize: 3 }), ...kit.normalise()];
  const head: Chain = [kit.activate(), layers.globalAveragePooling2d({}), kit.output()];
  const network: Cell[] = [];

  const buildEdge = (
    name: string,
    { kind, channels }: CellPlace,
    row: number,
    [, height, width]: readonly number[],
  ) => {
    const strides = kind === 'reduction' && (nodePlaces[row]?.from ?? 0) < 2 ? 2 : 1;
    const names = candidates[kind][row] as readonly OperatorName[];
    const drawn = edgeOperators(kit, names, { channels, strides, height: height ?? 0, width: width ?? 0 });
    const key = JSON.stringify([names, drawn.shape]);
    const known = shared.get(key);
    const edge = {
      index: edges.length,
      kind,
      row,
      operators: known ?? drawn,
      weights: new LayerVariable(drawn.initial),
    };
    if (known) drawn.dispose();
    else shared.set(key, drawn);
    weights.set(name, edge.weights);
    edges.push(edge);
    return edge;
  };

  // A rehearsal with one empty sample: layers get their weights, edges the sizes of their images.
  tf.tidy(() => {
    const image = built('stem', stem, tf.zeros([1, ...task.inputShape]));
    let states: readonly [tf.Tensor, tf.Tensor] = [image, image];
    const names = cellNames(places);
    places.forEach((place, cell) => {
      const name = names[cell] as string;
      const projections: Cell['projections'] = [
        place.afterReduction ? factorisedReduction(kit, place.channels) : channelProjection(kit, place.channels),
        channelProjection(kit, place.channels),
      ];
      const inputs = states.map((state, i) => built(`${name}/input${i}`, projections[i] as Chain, state));
      const [, height = 0, width = 0] = (inputs[1] as tf.Tensor).shape;
      const half = (size: number) => (place.kind === 'reduction' ? Math.ceil(size / 2) : size);
      const inner = [1, half(height), half(width), place.channels];
      const own = nodePlaces.map(({ from }, row) =>
        buildEdge(`${name}/edge${row}`, place, row, from < 2 ? (inputs[1] as tf.Tensor).shape : inner),
      );
      network.push({ projections, edges: own });
      states = [states[1], tf.zeros([1, half(height), half(width), place.channels * nodes])];
    });
    built('output', head, states[1]);
  });

  return {
    weights,
    edges,
    apply(samples, edge) {
      const image = applyChain(stem, samples);
      const [, last] = network.reduce<readonly [tf.Tensor, tf.Tensor]>(
        ([older, newer], cell) => [newer, applyCell(cell, [older, newer], nodePlaces, edge)],
        [image, image],
      );
      return applyChain(head, last);
    },
    dispose() {
      for (const part of [...weights.values(), ...shared.values()]) part.dispose();
    },
  };
}

function applyCell(
  { projections, edges }: Cell,
  inputs: readonly tf.Tensor[],
  places: ReturnType<typeof cellEdges>,
  edge: EdgeFunction,
): tf.Tensor {
  const states = inputs.map((input, i) => applyChain(projections[i] as Chain, input));
  const nodes = (places.at(-1)?.node ?? -1) + 1;
  for (let node = 0; node < nodes; node++) {
    const terms = edges.flatMap((own, row) => {
      const place = places[row];
      return place?.node === node ? [edge(states[place.from] as tf.Tensor, own)] : [];
    });
    states.push(terms.reduce((sum, term) => tf.add(sum, term)));
  }
  return nodes === 1 ? (states[2] as tf.Tensor) : tf.concat(states.slice(2), -1);
}

/**
 * What a cell is in networks of any depth: the part between reductions that it is in, and its place there, as
 * `normal1.0` for the first normal cell after the first reduction.
 */
function cellNames(places: readonly CellPlace[]): readonly string[] {
  let part = 0;
  let place = 0;
  return places.map(({ kind }) => {
    if (kind === 'normal') return `normal${part}.${place++}`;
    place = 0;
    return `reduction${part++}.0`;
  });
}

const applyChain = (chain: Chain, x: tf.Tensor): tf.Tensor =>
  chain.reduce((at, layer) => layer.apply(at, { training: true }) as tf.Tensor, x);
