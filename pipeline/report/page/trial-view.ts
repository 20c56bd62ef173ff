import { trialCurvesChart } from '../charts/trial-curves.js';
import { formatNumber } from '../format-number.js';
import { onlyTrial } from '../report-data/only-trial.js';
import { type ColumnGroup, type ReportData, trialLabel } from '../report-data/report-data.js';
import { type LabelledValue, valueText } from '../report-data/verdict.js';
import { chartView } from './chart-view.js';
import { element } from './element.js';
import type { ReportPage } from './report-page.js';
import { pairs } from './verdict-view.js';

/**
 * Everything about one trial, in front of the page. Esc closes it, arrows go to the neighbours in the ranking. It follows its trial
 * when there are newer data.
 */
export function openTrialDialog(page: ReportPage, index: number): void {
  const trial = page.data.trials[index];
  if (!trial) return;
  const { number, variant } = trial;
  const dialog = element('dialog', {
    class: 'trial',
    'data-trial': String(number),
    'aria-label': `Trial ${number}`,
  });
  let shown = contents(page.data, index, close, move);
  const place = () => page.data.trials.findIndex((one) => one.number === number && one.variant === variant);
  const isSame = (data: ReportData, at: number) => JSON.stringify(factsOf(data, at)) === shown.facts;

  function close(): void {
    dialog.close();
  }

  function move(step: number): void {
    const to = place() + step;
    if (to < 0 || to >= page.data.trials.length) return;
    dialog.close();
    page.openTrial(to);
  }

  function follow(): void {
    const at = place();
    if (at < 0 || isSame(page.data, at)) return;
    const { scrollTop } = dialog;
    shown.dispose();
    shown = contents(page.data, at, close, move);
    dialog.replaceChildren(...shown.parts);
    dialog.scrollTop = scrollTop;
    shown.focus();
  }

  dialog.append(...shown.parts);
  page.onData.add(follow);
  dialog.addEventListener('close', () => {
    page.onData.delete(follow);
    shown.dispose();
    dialog.remove();
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('keydown', ({ key, target }) => {
    if (target instanceof HTMLSelectElement) return;
    if (key === 'ArrowLeft') move(-1);
    if (key === 'ArrowRight') move(1);
  });
  document.body.append(dialog);
  dialog.showModal();
  shown.focus();
}

/** All that the dialog says of a trial, to see whether it has changed. */
const factsOf = (data: ReportData, index: number) => {
  const one = onlyTrial(data, index);
  const { number } = one.trials[0] ?? {};
  return [index, data.trials.length, one.trials, one.columns, data.curves.byTrial[number ?? -1]];
};

interface DialogContents {
  readonly parts: readonly HTMLElement[];
  /** `factsOf` them, as JSON. */
  readonly facts: string;
  focus(): void;
  dispose(): void;
}

function contents(data: ReportData, index: number, onClose: () => void, move: (step: number) => void): DialogContents {
  const trial = data.trials[index];
  if (!trial) return { parts: [], facts: '', focus: () => undefined, dispose: () => undefined };
  const close = element('button', { type: 'button', class: 'quiet', 'aria-label': 'Close' }, '✕');
  const before = moveButton('‹', 'Better trial', index > 0, () => move(-1));
  const after = moveButton('›', 'Next trial', index < data.trials.length - 1, () => move(1));
  const one = onlyTrial(data, index);
  const curves = trialCurvesChart.isFor(one) ? chartView('trial-curves', trialCurvesChart, one) : undefined;
  const parts = [
    element(
      'header',
      {},
      element('h2', {}, trialLabel(trial).replace('trial', 'Trial')),
      element('span', { class: `state ${trial.state.toLowerCase()}` }, trial.state.toLowerCase()),
      element('span', { class: 'aside' }, `rank ${index + 1} of ${data.trials.length}`),
      element('span', { class: 'space' }),
      before,
      after,
      close,
    ),
    trial.reason !== '' && element('p', { class: 'reason' }, trial.reason),
    (trial.diagnosis !== '' || trial.advice !== '') &&
      element('p', {}, element('strong', {}, trial.diagnosis), trial.advice !== '' && ` – ${trial.advice}`),
    ...group(data, index, 'parameter', 'Hyperparameters'),
    ...group(data, index, 'metric', 'Measured'),
    ...group(data, index, 'constraint', 'Constraints'),
    ...group(data, index, 'attribute', 'Noted'),
    curves?.figure,
    ...initialisation(data, trial.number),
    trial.model !== '' && element('p', {}, element('a', { href: trial.model, download: '' }, 'Download model.onnx')),
  ].filter((part) => part !== undefined && part !== false);
  close.addEventListener('click', onClose);
  return {
    parts,
    facts: JSON.stringify(factsOf(data, index)),
    focus: () => close.focus(),
    dispose: () => curves?.dispose(),
  };
}

function moveButton(text: string, label: string, isPossible: boolean, go: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label }, text);
  button.disabled = !isPossible;
  button.addEventListener('click', go);
  return button;
}

function group(data: ReportData, index: number, wanted: ColumnGroup, title: string): readonly HTMLElement[] {
  const values = data.columns.flatMap((column): LabelledValue[] => {
    const value = column.group === wanted ? valueText(column, index) : '';
    return value === '' ? [] : [{ label: column.name, value }];
  });
  return values.length > 0 ? [element('h4', {}, title), pairs(values)] : [];
}

const layerColumns = ['layer', 'activation', 'mean', 'std', 'saturated', 'dead', 'gradient', 'verdict'];

function initialisation(data: ReportData, number: number): readonly HTMLElement[] {
  const layers = data.initialisation[number];
  if (!layers) return [];
  const share = (value: number | undefined) => (value === undefined ? '' : `${Math.round(100 * value)} %`);
  const rows = layers.map((layer) => [
    layer.layer,
    layer.activation,
    formatNumber(layer.mean),
    formatNumber(layer.std),
    share(layer.saturated),
    share(layer.dead),
    formatNumber(layer.gradientNorm),
    layer.verdict,
  ]);
  const head = element('tr', {}, ...layerColumns.map((name) => element('th', { scope: 'col' }, name)));
  const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell))));
  return [
    element('h4', {}, 'Layers before training'),
    element(
      'div',
      { class: 'scroll' },
      element('table', { class: 'layers' }, element('thead', {}, head), element('tbody', {}, ...body)),
    ),
  ];
}
