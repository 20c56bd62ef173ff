/** Placeholder types until the samplers land: a name, with options where it has any. */
export type SamplerName = 'random' | 'grid';
export type SamplerChoice = SamplerName | { readonly name: SamplerName };
