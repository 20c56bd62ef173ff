import type { AskableSpace, StudyStatus } from '../../../run/dashboard/messages.js';
import type { Parameters } from '../../../study/trial.js';
import { element } from '../element.js';
import { ask } from './ask.js';

type Askable = AskableSpace[string];

/** A value that the reader has given: undefined where that is left to the sampler. */
interface Field {
  readonly name: string;
  readonly row: HTMLElement;
  value(): Parameters[string] | undefined;
}

/** Asks for the values of a trial that is to be run next. */
export function openEnqueueDialog({ space, isReproducible, state, waiting }: StudyStatus): void {
  const fields = Object.entries(space).map(([name, parameter]) => field(name, parameter));
  const problem = element('p', { class: 'problem', 'aria-live': 'polite' });
  const send = element('button', { type: 'submit' }, 'Enqueue');
  const close = element('button', { type: 'button', class: 'quiet' }, 'Cancel');
  const form = element(
    'form',
    {},
    element('h2', {}, 'Enqueue a trial'),
    element('p', { class: 'aside' }, when(state, isReproducible)),
    ...fields.map(({ row }) => row),
    waiting.length > 0 &&
      element(
        'p',
        { class: 'aside' },
        `Waiting: ${waiting.map(({ parameters }) => JSON.stringify(parameters)).join(' ')}`,
      ),
    problem,
    element('div', { class: 'toolbar' }, send, close),
  );
  const dialog = element('dialog', { class: 'enqueue', 'aria-label': 'Enqueue a trial' }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const given = fields.flatMap(({ name, value }) => {
      const chosen = value();
      return chosen === undefined ? [] : [[name, chosen]];
    });
    send.disabled = true;
    const refusal = await ask('trials', { parameters: Object.fromEntries(given) });
    send.disabled = false;
    if (refusal === undefined) dialog.close();
    else problem.textContent = refusal;
  });
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function when(state: StudyStatus['state'], isReproducible: boolean): string {
  const left = 'What is left empty the sampler chooses.';
  if (state === 'shared') return `It waits for whoever works on the study. ${left}`;
  if (state === 'ended' || state === 'left') return `It is run when the study is resumed. ${left}`;
  if (!isReproducible) return `It is the next trial that begins. ${left}`;
  return `It is the first of the next generation. A run without it chooses other trials from there on. ${left}`;
}

function field(name: string, parameter: Askable): Field {
  const id = `enqueue-${name}`;
  const label = element('label', { for: id }, element('span', {}, name));
  if (parameter.kind === 'choice' || parameter.kind === 'ordinal') {
    const values = parameter.choices.filter((value) => ['number', 'string', 'boolean'].includes(typeof value));
    const list = element('select', { id }, element('option', { value: '' }, ''));
    values.forEach((value, place) => {
      list.append(element('option', { value: String(place) }, String(value)));
    });
    label.append(list);
    return {
      name,
      row: label,
      value: () => {
        const value = list.value === '' ? undefined : values[Number(list.value)];
        return typeof value === 'object' || value === null ? undefined : value;
      },
    };
  }
  const input = element('input', { id, type: 'text', placeholder: `${parameter.low} to ${parameter.high}` });
  input.inputMode = 'decimal';
  label.append(input);
  // What is no number is sent as it is: the server says what is wrong with it.
  const value = () => {
    const text = input.value.trim();
    if (text === '') return undefined;
    return Number.isNaN(Number(text)) ? text : Number(text);
  };
  return { name, row: label, value };
}
