import type { StudyList, StudyStatus } from '../../../run/dashboard/messages.js';
import type { StudyRequest } from '../../../run/record/study-requests.js';
import { element } from '../element.js';
import { ask } from './ask.js';
import { openEnqueueDialog } from './enqueue-dialog.js';
import { stateWords } from './state-words.js';

export interface ControlBar {
  readonly element: HTMLElement;
  setConnected(isConnected: boolean): void;
  setList(list: StudyList): void;
  setStatus(status: StudyStatus): void;
}

/** Above the report: which study this is, how it goes on, and what may be asked of it. */
export function controlBar(): ControlBar {
  const studies = element('select', { 'aria-label': 'Study', hidden: true });
  const state = element('span', { class: 'conduct', 'aria-live': 'polite' });
  const problem = element('span', { class: 'problem', 'aria-live': 'polite' });
  const pause = button('Pause', () => send('pause'));
  const proceed = button('Continue', () => send('continue'));
  const stop = button('Stop', () => {
    // A click beside the right button must not end hours of work, though it can be resumed.
    if (confirm('Stop the study? Trials that run are cut off; `ortune tune --resume` goes on with it.')) send('stop');
  });
  const enqueue = button('Enqueue a trial', () => status && openEnqueueDialog(status));
  const bar = element(
    'div',
    { class: 'bar', role: 'region', 'aria-label': 'Study' },
    element('a', { href: '/' }, 'All studies'),
    studies,
    state,
    pause,
    proceed,
    stop,
    enqueue,
    problem,
  );
  let status: StudyStatus | undefined;
  let isConnected = true;
  let refusal = '';

  async function send(request: StudyRequest): Promise<void> {
    refusal = (await ask('request', { request })) ?? '';
    draw();
  }

  function draw(): void {
    const now = status?.state;
    pause.hidden = now !== 'running';
    proceed.hidden = now !== 'pausing' && now !== 'paused';
    stop.hidden = now !== 'running' && now !== 'pausing' && now !== 'paused';
    enqueue.hidden = status === undefined || status.problem !== undefined;
    const waiting = status?.waiting.length ?? 0;
    const words = now ? [stateWords[now], waiting > 0 ? `${waiting} enqueued` : ''] : [];
    state.textContent = words.filter((text) => text !== '').join(', ');
    state.dataset.state = now ?? '';
    problem.textContent = isConnected
      ? (status?.problem ?? refusal)
      : 'The dashboard cannot be reached: this is what it said last.';
  }

  studies.addEventListener('change', () => location.assign(`/studies/${studies.value}/`));
  draw();
  return {
    element: bar,
    setConnected(connected) {
      isConnected = connected;
      draw();
    },
    setList(list) {
      const options = list.studies.map(({ key, name }) => element('option', { value: key }, name));
      const [, here = ''] = /^\/studies\/([^/]+)\/$/.exec(location.pathname) ?? [];
      studies.hidden = here === '' || options.length < 2;
      // Not under the hand of a reader who has it open.
      if (document.activeElement === studies) return;
      studies.replaceChildren(...options);
      studies.value = here;
    },
    setStatus(newer) {
      status = newer;
      refusal = '';
      draw();
    },
  };
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', hidden: true }, text);
  made.addEventListener('click', press);
  return made;
}
