import type { RangeTestResult } from '../train/range-test.js';

const width = 760;
const height = 440;
const plot = { left: 70, right: 740, top: 40, bottom: 380 };

/**
 * learning-rate-range.svg, complete in itself: loss over the learning rate on a logarithmic axis, with the suggestion and the customary readings.
 * Losses above three times the first are cut off, because the explosion at the end would hide everything else.
 */
export function renderRangeChart({ rates, losses, smoothed, suggestion }: RangeTestResult, title: string): string {
  const decades = { from: Math.floor(Math.log10(rates.at(0) ?? 1)), to: Math.ceil(Math.log10(rates.at(-1) ?? 10)) };
  const top = 1.05 * Math.min(3 * Math.max(...smoothed.slice(0, 1)), Math.max(...smoothed));
  const bottom = Math.min(0, ...losses);
  const x = (rate: number) =>
    plot.left + ((Math.log10(rate) - decades.from) / (decades.to - decades.from)) * (plot.right - plot.left);
  const y = (loss: number) =>
    plot.bottom - ((Math.min(loss, top) - bottom) / (top - bottom)) * (plot.bottom - plot.top);
  const curve = (values: readonly number[], style: string) =>
    `<polyline fill="none" ${style} points="${values.map((value, i) => `${round(x(rates[i] ?? 1))},${round(y(value))}`).join(' ')}"/>`;
  const exponents = Array.from({ length: decades.to - decades.from + 1 }, (_, i) => decades.from + i);
  const levels = Array.from({ length: 6 }, (_, i) => bottom + ((top - bottom) * i) / 5);
  const marks = suggestion
    ? [
        mark(x(suggestion.rate), 'suggestion', suggestion.rate, '#b40000', 0),
        mark(x(suggestion.steepest), 'steepest', suggestion.steepest, '#8a5a00', 16),
        mark(x(suggestion.tenthOfMinimum), 'minimum / 10', suggestion.tenthOfMinimum, '#00703c', 32),
      ]
    : [];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${width / 2}" y="22" text-anchor="middle" font-size="15">${escapeXml(title)}</text>`,
    ...exponents.flatMap((exponent) => [
      `<line x1="${round(x(10 ** exponent))}" x2="${round(x(10 ** exponent))}" y1="${plot.top}" y2="${plot.bottom}" stroke="#ddd"/>`,
      `<text x="${round(x(10 ** exponent))}" y="${plot.bottom + 18}" text-anchor="middle">${escapeXml(`1e${exponent}`)}</text>`,
    ]),
    ...levels.flatMap((level) => [
      `<line x1="${plot.left}" x2="${plot.right}" y1="${round(y(level))}" y2="${round(y(level))}" stroke="#ddd"/>`,
      `<text x="${plot.left - 8}" y="${round(y(level)) + 4}" text-anchor="end">${Number(level.toPrecision(3))}</text>`,
    ]),
    curve(losses, 'stroke="#9db8d9" stroke-width="1"'),
    curve(smoothed, 'stroke="#1f4e8c" stroke-width="2"'),
    ...marks,
    `<text x="${(plot.left + plot.right) / 2}" y="${height - 16}" text-anchor="middle">learning rate (logarithmic)</text>`,
    `<text transform="translate(18 ${(plot.top + plot.bottom) / 2}) rotate(-90)" text-anchor="middle">loss; dark: smoothed</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

function mark(at: number, name: string, rate: number, colour: string, below: number): string {
  const label = `${name}: ${Number(rate.toPrecision(3))}`;
  return (
    `<line x1="${round(at)}" x2="${round(at)}" y1="${plot.top}" y2="${plot.bottom}" stroke="${colour}" stroke-dasharray="4 3"/>` +
    `<text x="${round(at) + 4}" y="${plot.top + 12 + below}" fill="${colour}">${escapeXml(label)}</text>`
  );
}

const round = (value: number) => Math.round(value * 10) / 10;

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
