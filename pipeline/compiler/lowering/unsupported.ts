const strings = 'ONNX Runtime has no string operations of this kind';
const sparse = 'sparse and ragged tensors have data-dependent shapes';
const dynamic = 'the shape of its result depends on the data';

/** Kernels without an ONNX counterpart, with the reason. */
export const unsupportedKernels = {
  StaticRegexReplace: strings,
  StringNGrams: strings,
  StringSplit: strings,
  StringToHashBucketFast: strings,
  RaggedGather: sparse,
  RaggedRange: sparse,
  RaggedTensorToTensor: sparse,
  SparseFillEmptyRows: sparse,
  SparseReshape: sparse,
  SparseSegmentMean: sparse,
  SparseSegmentSum: sparse,
  NonMaxSuppressionV3: dynamic,
  NonMaxSuppressionV4: dynamic,
  NonMaxSuppressionV5: dynamic,
  Unique: dynamic,
  Multinomial: 'random numbers would be frozen into the graph; pass them as an input',
} as const satisfies Record<string, string>;
