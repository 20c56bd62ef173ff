// Registers the gradients of tfjs's kernels, as any program with a model does.
import '@tensorflow/tfjs-layers';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { engineContract } from '../../contracts/engine.contract.js';

engineContract('cpu', () => openEngine('cpu'));
engineContract('onnx', () => openEngine('onnx', { threads: 1 }));
