import { writeFileSync } from 'node:fs';
import { currentKernelsPage, kernelsPagePath } from './kernels-page.js';

writeFileSync(kernelsPagePath, currentKernelsPage());
