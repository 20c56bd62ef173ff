import { createLogUpdate } from 'log-update';
import type { Objective } from '../../study/objective.js';
import type { StudyEvent } from '../events.js';
import type { Display, DisplayName } from './choose-display.js';
import { colouredText, type Paint, plainText } from './paint.js';
import { renderJsonLine } from './render-json-line.js';
import { renderLiveView } from './render-live-view.js';
import { renderPlainLines } from './render-plain-lines.js';
import { renderResult } from './render-summary.js';
import { advance, nothingYet } from './study-progress.js';

/** Shows the events of a run on a stream. */
export interface Renderer {
  show(event: StudyEvent): void;
  /** Leaves the terminal as it was found: nothing half drawn, the cursor visible. */
  close(): void;
}

/** What the live view leaves behind as lines above the part that is redrawn. */
const scrolling: ReadonlySet<StudyEvent['type']> = new Set([
  'sampler-chosen',
  'warm-start',
  'initialisation',
  'trial-finished',
  'output',
  'warning',
  'study-finished',
]);

/** How often the live view's clock ticks, in milliseconds. */
const redrawEvery = 250;

const renderers: Readonly<Record<DisplayName, (stream: NodeJS.WriteStream, paint: Paint) => Renderer>> = {
  live: openLiveView,
  plain: openPlainLines,
  json: (stream) => ({
    show: (event) => stream.write(`${renderJsonLine(event, new Date())}\n`),
    close: () => undefined,
  }),
  quiet: (stream, paint) => ({
    show(event) {
      if (event.type === 'study-finished') stream.write(`${renderResult(event, paint).join('\n')}\n`);
    },
    close: () => undefined,
  }),
};

export function openRenderer({ name, colour }: Display, stream: NodeJS.WriteStream): Renderer {
  return renderers[name](stream, colour ? colouredText : plainText);
}

function openPlainLines(stream: NodeJS.WriteStream, paint: Paint): Renderer {
  let objectives: readonly Objective[] = [];
  return {
    show(event) {
      if (event.type === 'study-started') objectives = event.objectives;
      for (const line of renderPlainLines(event, objectives, paint)) stream.write(`${line}\n`);
    },
    close: () => undefined,
  };
}

function openLiveView(stream: NodeJS.WriteStream, paint: Paint): Renderer {
  const draw = createLogUpdate(stream);
  let progress = nothingYet;
  let objectives: readonly Objective[] = [];
  const columns = () => stream.columns ?? 80;
  const redraw = () => {
    if (progress.startedAt > 0) draw(renderLiveView(progress, { now: Date.now(), columns: columns(), paint }));
  };
  const clock = setInterval(redraw, redrawEvery);
  clock.unref();
  const stop = () => {
    clearInterval(clock);
    draw.clear();
    draw.done();
  };
  return {
    show(event) {
      progress = advance(progress, event, Date.now());
      if (event.type === 'study-started') objectives = event.objectives;
      if (event.type === 'study-finished') stop();
      if (scrolling.has(event.type)) {
        draw.clear();
        for (const line of renderPlainLines(event, objectives, paint, columns())) stream.write(`${line}\n`);
      }
      if (event.type !== 'study-finished') redraw();
    },
    close: stop,
  };
}
