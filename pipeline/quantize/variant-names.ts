/** What a float32 model can be made: the names that the command line and study files use. */
export const quantizationVariantNames = ['int8-static', 'int8-dynamic', 'float16'] as const;

export type QuantizationVariant = (typeof quantizationVariantNames)[number];
