import { networkFacts } from '../report-data/network-facts.js';
import { omittedCurves } from '../report-data/omitted-curves.js';
import type { ReportData } from '../report-data/report-data.js';
import { type LabelledValue, verdictOf, wholeValue } from '../report-data/verdict.js';
import { bestRows, textColumns } from './best-rows.js';

/** More are in the report itself. */
const mostRows = 10;
const mostImportant = 5;

/** summary.md: what a pull request needs to say of a study. */
export function renderSummaryMd(data: ReportData): string {
  const { best, problem, tally, next } = verdictOf(data);
  const aims = data.objectives.map(({ name, direction }) => `${direction} ${code(name)}`).join(', ');
  const parts = [
    `## ${text(data.name)}`,
    [text(data.status), tally, aims].filter((part) => part !== '').join(' · '),
    best ? `**Best: ${best.label}** – ${values([...best.objectives, ...best.cost])}` : `**${problem}**`,
    ...table(data),
    ...omitted(data),
    ...importance(data),
    ...network(data),
    ...(next.length > 0 ? [`**What to try next**\n\n${next.map((one) => `- ${text(one)}`).join('\n')}`] : []),
    details(data),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(data: ReportData): readonly string[] {
  const { header, rows, others, notes } = bestRows(data, mostRows);
  if (rows.length === 0) return [];
  const numeric = header.map((name) => !textColumns.has(name));
  const lines = [
    header.map(text),
    numeric.map((isNumeric) => (isNumeric ? '--:' : '---')),
    ...rows.map((row) => row.map(text)),
  ];
  const more = others > 0 ? [`and ${others} more complete trial${others === 1 ? '' : 's'}`] : [];
  return [lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n'), ...more, ...notes.map(text)];
}

function omitted(data: ReportData): readonly string[] {
  const sentence = omittedCurves(data);
  return sentence === '' ? [] : [sentence];
}

function importance(data: ReportData): readonly string[] {
  const found = data.importance.filter(({ method, objective }) => method === 'fanova' && objective !== 'pareto_rank');
  return found.flatMap(({ objective, hyperparameters }) => {
    const top = hyperparameters.filter((one) => one.importance >= 0.005).slice(0, mostImportant);
    if (top.length === 0) return [];
    const shares = top.map((one) => `${code(one.hyperparameter)} ${Math.round(100 * one.importance)} %`);
    return [`Most important for ${code(objective)}: ${shares.join(', ')}`];
  });
}

function network({ analysis }: ReportData): readonly string[] {
  const facts = analysis ? networkFacts(analysis) : [];
  if (!analysis || facts.length === 0) return [];
  const told = facts.map(({ label, value }) => `${text(label)}: ${text(value)}`).join('; ');
  return [`On ${analysis.samples} validation samples, ${text(analysis.network)}: ${told}`];
}

function details({ facts }: ReportData): string {
  const lines = facts.map(({ label, value }) => `- ${text(label)}: ${text(value)}`);
  return `<details><summary>About this study</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

const values = (list: readonly LabelledValue[]) =>
  list.map((one) => `${code(one.label)} ${text(wholeValue(one) || 'unknown')}`).join(', ');

const longest = 200;

/** As it is, on one line: every character that means something in Markdown or HTML is escaped (CommonMark 0.31, section 2.4). */
export function text(given: string): string {
  const line = given.replace(/\s+/g, ' ').trim();
  const cut = line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
  return cut.replace(/[\\`*_{}[\]<>#|~&@]/g, (character) =>
    // Mentions and issue numbers of GitHub are known in escaped form, too.
    character === '@' || character === '#' ? `&#${character.charCodeAt(0)};` : `\\${character}`,
  );
}

/** As code, whose only special character is the backtick. */
const code = (given: string) =>
  given.includes('`') || given.includes('|') ? text(given) : `\`${given.replace(/\s+/g, ' ')}\``;
