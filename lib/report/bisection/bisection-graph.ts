import type { BisectionRecord, SearchedCommits } from '../../bisect/run/bisection-record.ts';
import { fragment, join, raw, type Html } from '../html/page-html.ts';

const WIDTH = 960;
const BARS = 80;
const LEAST_ROW = 4;
const MOST_HEIGHT = 600;
const MOST_BARS = 480;

/**
 * Draws one tree's part of a search. The upper part shows the tests as dots, by commit from left to right and in their
 * order from top to bottom. The lower part shows the probability of each part of the range that it has the culprit.
 */
export function drawBisection(record: BisectionRecord, tree: number): Html {
  const searched = record.trees[tree]!;
  const { commits } = searched;
  const places = new Map(commits.map((revision, index) => [revision, index]));
  const across = (index: number): number => ((index + 1) / commits.length) * (WIDTH - 20) + 10;
  const dots = record.tests.map(({ revisions, outcome }, row) => ({
    index: places.get(revisions[tree] ?? '') ?? -1,
    outcome,
    row,
  }));
  const rowHeight = Math.min(12, Math.max(LEAST_ROW, MOST_HEIGHT / Math.max(1, dots.length)));
  const height = Math.ceil(dots.length * rowHeight) + 10;
  const path = dots
    .map(({ index, row }) => `${across(index).toFixed(1)},${(row * rowHeight + 8).toFixed(1)}`)
    .join(' ');
  return fragment`<svg viewBox="0 0 ${WIDTH} ${height + BARS + 10}" role="img" aria-label="Tests and probabilities of ${searched.name}">
    <polyline class="path" points="${path}"/>
    ${join(
      dots.map(
        ({ index, outcome, row }) =>
          fragment`<circle class="${outcome}" cx="${across(index).toFixed(1)}" cy="${(row * rowHeight + 8).toFixed(1)}" r="${Math.min(5, rowHeight / 2 + 1)}"><title>${`test ${row + 1}: ${commits[index] ?? searched.good} ${outcome}`}</title></circle>`,
      ),
    )}
    ${drawBars(searched, height)}
  </svg>`;
}

function drawBars({ commits, probabilities }: SearchedCommits, top: number): Html {
  const count = Math.min(MOST_BARS, commits.length);
  const parts = Array.from({ length: count }, () => 0);
  probabilities.forEach((each, index) => (parts[Math.floor((index * count) / commits.length)]! += each));
  const largest = Math.max(...parts, 1e-9);
  const width = (WIDTH - 20) / count;
  const bars = parts.map((part, index) => {
    const height = (part / largest) * BARS;
    const from = commits[Math.floor((index * commits.length) / count)] ?? '';
    return height < 0.3
      ? raw('')
      : fragment`<rect class="mass" x="${(10 + index * width).toFixed(1)}" y="${(top + BARS - height).toFixed(1)}" width="${Math.max(1.5, width - 0.5).toFixed(1)}" height="${height.toFixed(1)}"><title>${`${from.slice(0, 12)} and on: ${(part * 100).toFixed(2)} %`}</title></rect>`;
  });
  return fragment`<line class="axis" x1="10" y1="${top + BARS}" x2="${WIDTH - 10}" y2="${top + BARS}"/>${bars}`;
}
