/** What ONNX Runtime does with a graph before it runs, each with all before it. */
export const graphOptimizationLevels = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;

export const executionModes = ['sequential', 'parallel'] as const;
