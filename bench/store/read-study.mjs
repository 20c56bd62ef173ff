// A process that opens a study: node read-study.mjs STORAGE STUDY. Prints times (s) and memory (MB) as JSON.
import { openStore } from '../../dist/pipeline/store/open-store.js';
import { timed } from '../timed.mjs';

const [storage = '', name = ''] = process.argv.slice(2);
const megabytes = () => process.memoryUsage().rss / 1e6;

const atStart = megabytes();
const { result: store, ...open } = await timed(() => openStore(storage, 'write'));
const study = await store.findStudy(name);
const { result: trials, ...read } = await timed(() => store.readTrials(study.id));
const peak = process.resourceUsage().maxRSS / 1000;
globalThis.gc?.();
const kept = process.memoryUsage().heapUsed / 1e6;
const trial = await store.createTrial(study.id);
const { result: again, ...readAgain } = await timed(() => store.readTrials(study.id));
const { result: _, ...claim } = await timed(() => store.claimWaitingTrial(study.id));
const { result: __, ...list } = await timed(() => store.listStudies());
await store.finishTrial(trial.id, { state: 'FAIL', reason: 'the bench is over' });
await store.close();
const counts = { trials: trials.length, again: again.length, reports: trials.at(-1)?.reports.length };
process.stdout.write(`${JSON.stringify({ ...counts, open, read, readAgain, claim, list, atStart, peak, kept })}\n`);
