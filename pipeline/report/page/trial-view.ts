import { trialCurvesChart } from '../charts/trial-curves.js';
import { formatNumber } from '../format-number.js';
import { onlyTrial } from '../report-data/only-trial.js';
import { type ColumnGroup, type ReportData, trialLabel } from '../report-data/report-data.js';
import { type LabelledValue, valueText } from '../report-data/verdict.js';
import { chartView } from './chart-view.js';
import { element } from './element.js';
import { pairs } from './verdict-view.js';

/** Everything about one trial, in front of the page. Esc closes it, arrows go to the neighbours in the ranking. */
export function openTrialDialog(data: ReportData, index: number, onMove: (index: number) => void): void {
  const trial = data.trials[index];
  if (!trial) return;
  const close = element('button', { type: 'button', class: 'quiet', 'aria-label': 'Close' }, '✕');
  const before = moveButton('‹', 'Better trial', index > 0, () => move(index - 1));
  const after = moveButton('›', 'Next trial', index < data.trials.length - 1, () => move(index + 1));
  const one = onlyTrial(data, index);
  const curves = trialCurvesChart.isFor(one) ? chartView('trial-curves', trialCurvesChart, one) : undefined;
  const dialog = element(
    'dialog',
    { class: 'trial', 'data-trial': String(trial.number), 'aria-label': `Trial ${trial.number}` },
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
  );
  const end = () => {
    curves?.dispose();
    dialog.remove();
  };
  function move(to: number): void {
    dialog.close();
    onMove(to);
  }
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', end);
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  dialog.addEventListener('keydown', ({ key, target }) => {
    if (target instanceof HTMLSelectElement) return;
    if (key === 'ArrowLeft' && index > 0) move(index - 1);
    if (key === 'ArrowRight' && index < data.trials.length - 1) move(index + 1);
  });
  document.body.append(dialog);
  dialog.showModal();
  close.focus();
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
