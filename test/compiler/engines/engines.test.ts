// Registers the gradients of tfjs's kernels, as any program with a model does.
import '@tensorflow/tfjs-layers';
import { test } from 'vitest';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { engineContract } from '../../contracts/engine.contract.js';

engineContract('cpu', () => openEngine('cpu'));
engineContract('onnx', () => openEngine('onnx', { threads: 1 }));

const tensorflow = await openEngine('tensorflow', { threads: 1 }).catch(() => undefined);
if (tensorflow) engineContract('tensorflow', async () => tensorflow);
else test.skip('engine tensorflow: @tensorflow/tfjs-node is optional and not installed here');
