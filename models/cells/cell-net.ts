import { model as functionalModel, type LayersModel, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Task } from '../../pipeline/load/data.js';
import { applyLayers } from '../apply-layers.js';
import { imageInput } from '../image-input.js';
import { type LayerKit, type LayerOptions, layerKit } from '../layer-kit.js';
import { checkCount } from '../option-checks.js';
import { type CellPlace, cellPlaces } from './cell-places.js';
import { dartsGenotype } from './darts-genotype.js';
import type { CellGenotype, Genotype } from './genotype.js';
import { channelProjection, factorisedReduction, operators } from './operators.js';
import { parseGenotype } from './parse-genotype.js';

/** Defaults: activation `relu`, normalisation `batch`; dropout comes before the output. */
export type CellNetOptions = Task &
  LayerOptions & {
    /** The two kinds of cells. Default: those that DARTS found on CIFAR-10. */
    readonly genotype?: Genotype;
    /** Reductions are at one third and two thirds of them. Default 5. */
    readonly cells?: number;
    /** Of every node before the first reduction, doubled by each. Default 8. */
    readonly channels?: number;
    /** Filters of the first convolution. Default three times `channels`. */
    readonly stemFilters?: number;
  };

/**
 * A network of cells, as architecture search derives it (Zoph et al. 2018, Liu et al. 2019): a 3x3 convolution, cells, an
 * activation, the mean of every channel, and one linear unit a class or target. A cell takes the outputs of the two cells
 * before it, brought to its channels by 1x1 convolutions; each of its nodes is the sum of its edges; the nodes, concatenated,
 * are its output.
 * @throws ModelError for an option out of range, a genotype that is none, or images too small for the reductions.
 */
export function cellNet(options: CellNetOptions): LayersModel {
  const { cells = 5, channels = 8 } = options;
  checkCount('cellNet.cells', cells);
  checkCount('cellNet.channels', channels);
  const { stemFilters = 3 * channels } = options;
  checkCount('cellNet.stemFilters', stemFilters);
  const genotype = parseGenotype(options.genotype ?? dartsGenotype, 'cellNet.genotype');
  const kit = layerKit('cellNet', options, { activation: 'relu', normalisation: 'batch' });
  const places = cellPlaces(cells, channels);
  const halvings = places.filter(({ kind }) => kind === 'reduction').length;
  const [first, ...reshape] = imageInput('cellNet', options.inputShape, {
    halvings,
    option: `\`cellNet.cells\` = ${cells}`,
  });
  const inputs = (first as layers.Layer).output as SymbolicTensor;
  const stem = [kit.convolution({ filters: stemFilters, kernelSize: 3 }), ...kit.normalise()];
  const image = applyLayers(inputs, ...reshape, ...stem);
  const [, last] = places.reduce<readonly [SymbolicTensor, SymbolicTensor]>(
    ([older, newer], place) => [newer, cell(genotype[place.kind], kit, place, older, newer)],
    [image, image],
  );
  // Without an activation the mean would make one linear map of the last cell's convolutions and the output.
  const pooled = [kit.activate(), layers.globalAveragePooling2d({})];
  const outputs = applyLayers(last, ...pooled, ...kit.dropOut(), kit.output());
  return functionalModel({ inputs, outputs });
}

function cell(
  { nodes }: CellGenotype,
  kit: LayerKit,
  { kind, channels, afterReduction }: CellPlace,
  older: SymbolicTensor,
  newer: SymbolicTensor,
): SymbolicTensor {
  // An input that no edge comes from is not computed.
  const used = new Set(nodes.flat().map(({ from }) => from));
  const states = [older, newer].map((input, i) => {
    if (!used.has(i)) return input;
    const halves = afterReduction && i === 0;
    return applyLayers(input, ...(halves ? factorisedReduction(kit, channels) : channelProjection(kit, channels)));
  });
  const sums: SymbolicTensor[] = [];
  for (const edges of nodes) {
    const terms = edges.map(({ from, operator }) => {
      const strides = kind === 'reduction' && from < 2 ? 2 : 1;
      const state = [...states, ...sums][from] as SymbolicTensor;
      return applyLayers(state, ...operators[operator](kit, { channels, strides }));
    });
    sums.push(terms.length === 1 ? (terms[0] as SymbolicTensor) : (layers.add().apply(terms) as SymbolicTensor));
  }
  return sums.length === 1 ? (sums[0] as SymbolicTensor) : (layers.concatenate({}).apply(sums) as SymbolicTensor);
}
