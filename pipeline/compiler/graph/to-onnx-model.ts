import type { OnnxGraph, OnnxModel, OnnxValueInfo } from '../onnx-file/model.js';
import type { Graph } from './graph.js';
import { onnxDtypeCode } from './graph-builder.js';
import { initializer, type Naming, namer, toOnnxNodes } from './to-onnx-nodes.js';
import type { ElementData, Value } from './value.js';

/** The operator set of every graph the compiler writes. */
export const opset = 18;
/** IR version 9 belongs to ONNX 1.14 to 1.15, which introduced nothing that opset 18 lacks and every runtime reads. */
const irVersion = 9;

export interface ModelHeader {
  readonly name: string;
  readonly producerVersion?: string;
  readonly docString?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface FeedInput {
  readonly name: string;
  readonly value: Value;
  /** Overrides the value's own shape, for symbolic dimensions. */
  readonly shape?: readonly (number | string)[];
}

export interface ModelParts {
  readonly graph: Graph;
  readonly inputs: readonly FeedInput[];
  /** Leaves that become part of the file. */
  readonly initializers: readonly { readonly value: Value; readonly data: ElementData }[];
  readonly naming: Naming;
  readonly header: ModelHeader;
  /** Declared shapes of outputs and inner values, where they are not the traced ones. */
  readonly shapeOf?: (value: Value) => readonly (number | string)[];
  /** Inner values are declared too, which viewers show. */
  readonly declareInner?: boolean;
}

/** A graph as an ONNX model. */
export function toOnnxModel({
  graph,
  inputs,
  initializers,
  naming,
  header,
  shapeOf,
  declareInner,
}: ModelParts): OnnxModel {
  const names = new Map<Value, string>(inputs.map(({ name, value }) => [value, name]));
  const nodes = toOnnxNodes(graph, names, naming);
  const nameOf = namer(names, naming);
  const shape = shapeOf ?? ((value: Value) => value.shape);
  const info = (name: string, value: Value, dims = shape(value)): OnnxValueInfo => ({
    name,
    elemType: onnxDtypeCode[value.dtype],
    shape: dims,
  });
  const outputNames = new Set(graph.outputs.map(({ name }) => name));
  const inner = graph.nodes.flatMap((node) => node.outputs).filter((value) => !outputNames.has(nameOf(value)));
  const onnxGraph: OnnxGraph = {
    name: header.name,
    nodes,
    initializers: initializers.map(({ value, data }) => initializer(nameOf(value), value, data)),
    inputs: inputs.map((input) => info(input.name, input.value, input.shape)),
    outputs: graph.outputs.map(({ name, value }) => info(name, value)),
    ...(declareInner && { valueInfos: inner.map((value) => info(nameOf(value), value)) }),
    ...(header.docString && { docString: header.docString }),
  };
  const domains = new Set(graph.nodes.map((node) => node.domain));
  return {
    irVersion,
    opsetImports: [
      { domain: '', version: opset },
      ...[...domains].filter((domain) => domain !== '').map((domain) => ({ domain, version: 1 })),
    ],
    graph: onnxGraph,
    producerName: 'ortune',
    ...(header.producerVersion && { producerVersion: header.producerVersion }),
    ...(header.docString && { docString: header.docString }),
    ...(header.metadata && { metadata: header.metadata }),
  };
}
