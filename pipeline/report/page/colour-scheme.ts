import { type ChartTheme, darkTheme, lightTheme } from '../charts/chart-theme.js';

type Scheme = 'light' | 'dark';

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

let chosen: Scheme | undefined;
let isPrinting = false;

const scheme = (): Scheme => chosen ?? (prefersDark.matches ? 'dark' : 'light');

/** Of charts at this moment; paper is light. */
export const chartTheme = (): ChartTheme => (scheme() === 'dark' && !isPrinting ? darkTheme : lightTheme);

export const isOnPaper = (): boolean => isPrinting;

/** @returns stops it */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function toggleScheme(): void {
  chosen = scheme() === 'dark' ? 'light' : 'dark';
  apply();
}

export function watchScheme(): void {
  prefersDark.addEventListener('change', apply);
  addEventListener('beforeprint', () => print(true));
  addEventListener('afterprint', () => print(false));
  apply();
}

function print(printing: boolean): void {
  isPrinting = printing;
  document.documentElement.classList.toggle('printing', printing);
  apply();
}

function apply(): void {
  document.documentElement.dataset.scheme = isPrinting ? 'light' : scheme();
  for (const listener of listeners) listener();
}
