import type { EChartsOption } from 'echarts';
import type { ReportData } from '../report-data/report-data.js';
import type { ChartTheme } from './chart-theme.js';

/** What a reader chooses about a chart; the page shows it as a list to pick from. */
export interface Control {
  readonly name: string;
  readonly label: string;
  /** At least one; the first is shown at the beginning. */
  readonly options: readonly ControlOption[];
}

export interface ControlOption {
  readonly value: string;
  readonly label: string;
}

/** One value for each control, by its name. */
export type Choices = Readonly<Record<string, string>>;

/** Why there is no picture, in words for the reader. */
export interface NothingToShow {
  readonly nothing: string;
}

/**
 * A chart of a report: the entry of the registry, one file each. The same option draws the interactive chart of a page and
 * a picture (`renderChartSvg`).
 */
export interface ChartDefinition<Data = ReportData> {
  readonly title: string;
  /** One or two sentences: what is shown and how to read it. */
  readonly caption: string;
  /** What the chart leaves out, in a sentence; empty where that is nothing. */
  note?(data: Data): string;
  /** Whether the study has what this chart is about; where it has not, the page leaves the chart out. */
  isFor(data: Data): boolean;
  controls?(data: Data): readonly Control[];
  /** Whether its points are those of `trialPoint`: a page opens the trial of one that is chosen. */
  readonly hasTrials?: boolean;
  /** What it is about, where that is not the study: the best network has a section of its own. */
  readonly subject?: 'network';
  /** Whether it takes the whole width of a page. */
  readonly isWide?: boolean;
  /** Pixels. */
  height?(data: Data): number;
  /** Pixels; on a narrower page it is scrolled. */
  leastWidth?(data: Data): number;
  /** Pure. */
  draw(data: Data, theme: ChartTheme, choices: Choices): EChartsOption | NothingToShow;
}

/** The first option of every control. */
export function firstChoices(controls: readonly Control[]): Choices {
  return Object.fromEntries(controls.map(({ name, options }) => [name, options[0]?.value ?? '']));
}

export const isNothing = (drawn: EChartsOption | NothingToShow): drawn is NothingToShow => 'nothing' in drawn;
