import type { ReportFile } from './report-data.js';

/** What a page links to where it lies beside it, the network to deploy first. */
export const reportFiles: readonly ReportFile[] = [
  { label: 'best network', href: 'best.onnx' },
  { label: 'ranking', href: 'ranking.csv' },
  { label: 'learning curves', href: 'learning-curves.csv' },
  { label: 'importance', href: 'importance.csv' },
  { label: 'initialisation', href: 'initialisation.csv' },
  { label: 'worth table', href: 'worth-table.csv' },
  { label: 'range test', href: 'learning-rate-range.csv' },
  { label: 'effective rate', href: 'effective-learning-rate.csv' },
  { label: 'searched cells', href: 'genotype.json' },
  { label: 'architecture search', href: 'architecture.csv' },
  { label: 'what the best network does', href: 'analysis.json' },
  { label: 'everything', href: 'study.json' },
];
