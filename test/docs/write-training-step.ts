import { readFileSync, writeFileSync } from 'node:fs';
import { compilerPage, withPicture } from './compiler-page.js';
import { drawTrainingStep } from './training-step-graph.js';

/** Puts the current picture into docs/compiler.md: `npx tsx test/docs/write-training-step.ts`. */
writeFileSync(compilerPage, withPicture(readFileSync(compilerPage, 'utf8'), await drawTrainingStep()));
