import { formatPercent } from '../../bisect/run/summarise.ts';
import type { Counts, DescribedBisection, DescribedCulprit } from './describe-bisection.ts';

const MOST_SHOWN = 5;

/** Formats the report of a bisection for a terminal. */
export function formatBisection({ record, culprits, reproduce }: DescribedBisection): string {
  const { tests, builds, wallSeconds, summary, tier } = record.conclusion;
  const isSure = tier === 'found' || tier === 'certified' || tier === 'suspect';
  const shown = culprits.slice(0, MOST_SHOWN).map(formatCulprit);
  const more = record.conclusion.culprits.length - shown.length;
  return [
    '',
    summary,
    '',
    ...shown,
    ...(more > 0 ? [`... and ${more} more\n`] : []),
    `${tests} tests${builds > 0 ? `, ${builds} builds` : ''}, ${formatSeconds(wallSeconds)}.`,
    ...(isSure && reproduce.length > 0 ? ['', 'To reproduce:', ...reproduce.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
}

function formatCulprit({ tree, revision, probability, author, date, subject, at, before }: DescribedCulprit): string {
  return [
    `${tree} ${revision}  (${formatPercent(probability)})`,
    `    ${subject}`,
    `    ${author}, ${date}`,
    `    failed ${formatCounts(at)} with it, ${formatCounts(before)} just before it`,
    '',
  ].join('\n');
}

const formatCounts = ({ failures, tests }: Counts): string => `${failures} of ${tests}`;

function formatSeconds(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
