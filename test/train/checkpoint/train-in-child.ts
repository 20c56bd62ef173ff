/**
 * Run in a process of its own, which is killed: trains on from the checkpoint named on the command line if there is one,
 * writes another after every epoch, and prints the epoch's number then and a digest of the outcome in the end.
 */
import { loadCheckpoint, saveCheckpoint } from '../../../pipeline/train/checkpoint/checkpoint-file.js';
import { digestOf, fullPlan, train } from './small-training.js';

const [path = ''] = process.argv.slice(2);

const outcome = await train(fullPlan, {
  resumeFrom: await loadCheckpoint(path),
  async onCheckpoint(take) {
    const checkpoint = await take();
    await saveCheckpoint(path, checkpoint);
    console.log(checkpoint.history.length);
    // Until the line has arrived and the signal has come, so that the test does not depend on how fast an epoch is.
    if (!process.argv.includes('--resumed') && checkpoint.history.length === 3)
      await new Promise(() => setInterval(() => 0, 1000));
  },
});
console.log(digestOf(outcome));
