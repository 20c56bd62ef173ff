import { type ECharts, init, use } from 'echarts/core';
import { type ChartDefinition, type Choices, type Control, firstChoices, isNothing } from '../charts/chart.js';
import { echartsParts } from '../charts/echarts-parts.js';
import { pointIndex } from '../charts/trial-point.js';
import type { ReportData } from '../report-data/report-data.js';
import { chartTheme, isOnPaper, onThemeChange } from './colour-scheme.js';
import { element } from './element.js';

use(echartsParts);

/** More points are quicker as pixels; fewer are sharper, and better on paper, as shapes. */
const mostShapes = 2000;

const defaultHeight = 320;

export interface ChartView<Data = ReportData> {
  readonly figure: HTMLElement;
  /** Draws newer data, with the reader's choices and zoom; a chart that is far from the window when it comes near. */
  update(data: Data): void;
  /** Takes it off the page. */
  dispose(): void;
}

interface ChartHooks {
  /** About how many there are. */
  readonly points?: number;
  readonly choices?: Choices;
  onChoices?(choices: Choices): void;
  /** Told of a trial that was chosen, by its place in the ranking. */
  onTrial?(index: number): void;
  /** Told of every drawing, with the size it has on the page. */
  onDrawn?(chart: ECharts): void;
}

/** A chart with its controls. It is drawn when it comes near the window: a page of many charts opens at once. */
export function chartView<Data>(
  name: string,
  chart: ChartDefinition<Data>,
  first: Data,
  hooks: ChartHooks = {},
): ChartView<Data> {
  let data = first;
  const controls = chart.controls?.(data) ?? [];
  let choices: Choices = { ...firstChoices(controls), ...hooks.choices };
  let drawing: ECharts | undefined;
  let isNear = false;
  /** What is drawn is not how it should be. */
  let isStale = true;

  const plot = element('div', { class: 'plot' });
  const note = element('p', { class: 'nothing', hidden: true });
  setSize();
  const left = element('p', { class: 'aside' });
  setLeft();
  const figure = element(
    'figure',
    { class: 'chart', id: name },
    element('h3', {}, chart.title),
    chart.caption !== '' && element('figcaption', {}, chart.caption),
    controlRow(name, controls, choices, choose),
    element('div', { class: 'scroll' }, plot),
    note,
    left,
  );

  function setLeft(): void {
    left.textContent = chart.note?.(data) ?? '';
    left.hidden = left.textContent === '';
  }

  function choose(change: Choices): void {
    choices = { ...choices, ...change };
    hooks.onChoices?.(choices);
    draw();
  }

  function setSize(): void {
    plot.style.height = `${chart.height?.(data) ?? defaultHeight}px`;
    // Paper is not scrolled.
    plot.style.minWidth = isOnPaper() ? '0' : `${chart.leastWidth?.(data) ?? 0}px`;
  }

  function draw(): void {
    isStale = !isNear && !isOnPaper();
    if (isStale) return;
    setSize();
    const option = chart.draw(data, chartTheme(), choices);
    const nothing = isNothing(option);
    note.hidden = !nothing;
    plot.hidden = nothing;
    if (nothing) {
      note.textContent = option.nothing;
      return;
    }
    drawing ??= open();
    drawing.resize();
    drawing.setOption(option, { notMerge: true });
    hooks.onDrawn?.(drawing);
  }

  function update(newer: Data): void {
    data = newer;
    setSize();
    setLeft();
    const zoom = drawing ? zoomOf(drawing) : [];
    draw();
    zoom.forEach(({ start, end }, dataZoomIndex) => {
      drawing?.dispatchAction({ type: 'dataZoom', dataZoomIndex, start, end });
    });
  }

  function open(): ECharts {
    const made = init(plot, null, { renderer: (hooks.points ?? 0) > mostShapes ? 'canvas' : 'svg' });
    made.on('click', (event) => {
      const index = chart.hasTrials ? pointIndex(event) : -1;
      if (index >= 0) hooks.onTrial?.(index);
    });
    return made;
  }

  const near = new IntersectionObserver(
    (entries) => {
      isNear = entries.at(-1)?.isIntersecting ?? isNear;
      if (isNear && isStale) draw();
    },
    { rootMargin: '300px' },
  );
  near.observe(figure);
  const resized = new ResizeObserver(() => drawing?.resize());
  resized.observe(plot);
  const stopTheme = onThemeChange(draw);
  return {
    figure,
    update,
    dispose() {
      near.disconnect();
      resized.disconnect();
      stopTheme();
      drawing?.dispose();
    },
  };
}

interface Zoom {
  /** Percent of the axis. */
  readonly start: number;
  readonly end: number;
}

/** What part of its axes a chart shows. */
function zoomOf(drawing: ECharts): readonly Zoom[] {
  const { dataZoom } = drawing.getOption();
  return Array.isArray(dataZoom) ? dataZoom.map(({ start, end }: Zoom) => ({ start, end })) : [];
}

function controlRow(chart: string, controls: readonly Control[], choices: Choices, choose: (change: Choices) => void) {
  if (controls.length === 0) return undefined;
  return element(
    'div',
    { class: 'controls' },
    ...controls.map(({ name, label, options }) => {
      const list = element('select', { id: `${chart}-${name}` });
      for (const { value, label: text } of options) list.append(element('option', { value }, text));
      list.value = choices[name] ?? '';
      list.addEventListener('change', () => choose({ [name]: list.value }));
      return element('label', { for: list.id }, element('span', {}, label), list);
    }),
  );
}
