import { describe } from 'vitest';
import { layerCases } from './layer-cases/index.js';
import { testLayerCase } from './test-layer-case.js';

for (const [family, cases] of Object.entries(layerCases)) {
  describe(family, () => {
    for (const layerCase of cases) testLayerCase(layerCase);
  });
}
