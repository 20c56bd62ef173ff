import type { TrialState } from '../../study/trial.js';

/** Colours of a report, on a light and on a dark ground. */
export interface ChartTheme {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  /** Of axes and grids. */
  readonly line: string;
  /** What is meant in the first place. */
  readonly accent: string;
  /** The best, and what is chosen. */
  readonly highlight: string;
  readonly states: Readonly<Record<TrialState, string>>;
  /** Told apart with every common colour blindness (Okabe and Ito 2008), without their yellow, which no white ground shows. */
  readonly categories: readonly string[];
  /** From the worst to the best, in one hue whose lightness alone tells the order. */
  readonly scale: readonly string[];
}

export const lightTheme: ChartTheme = {
  ground: '#ffffff',
  text: '#1c2024',
  muted: '#60646c',
  line: '#e4e6ea',
  accent: '#2f6fb5',
  highlight: '#c8501e',
  states: { COMPLETE: '#2f6fb5', PRUNED: '#8a8f98', FAIL: '#a13d63', RUNNING: '#1f8a70', WAITING: '#b6bac2' },
  categories: ['#2f6fb5', '#c8501e', '#1f8a70', '#b0578d', '#8a6d00', '#4aa3d8', '#60646c'],
  scale: ['#d9dee6', '#a9c3de', '#6f9fce', '#3d78b8', '#1d4f8c', '#0d2c57'],
};

export const darkTheme: ChartTheme = {
  ground: '#16181c',
  text: '#eceef1',
  muted: '#9ba1ab',
  line: '#2c3038',
  accent: '#6aa9e9',
  highlight: '#f0935b',
  states: { COMPLETE: '#6aa9e9', PRUNED: '#7d838e', FAIL: '#dd82a6', RUNNING: '#4cc0a0', WAITING: '#565c66' },
  categories: ['#6aa9e9', '#f0935b', '#4cc0a0', '#d893bf', '#d0b04a', '#92d0f5', '#9ba1ab'],
  scale: ['#2a3040', '#2d4a72', '#3a6ca6', '#5a93d0', '#93bfec', '#dcecfb'],
};
