import type { BisectionEvent } from '../../bisect/run/bisection-event.ts';
import { formatPercent } from '../../bisect/run/summarise.ts';
import type { CliContext } from './define-command.ts';

/** Shows a search while it runs. */
export interface BisectView extends Disposable {
  readonly onEvent: (event: BisectionEvent) => void;
  /** Leaves the last state on the screen. */
  end(): void;
}

type Progress = Extract<BisectionEvent, { kind: 'progress' }>;

const BARS = ' ▁▂▃▄▅▆▇█';

/**
 * Creates a view: JSON lines on stdout with `--json`, a few lines that are redrawn on a terminal, and otherwise a line for
 * each test on stderr.
 */
export function createBisectView({ json, stdout, stderr }: CliContext): BisectView {
  const isLive = !json && stderr.isTTY === true;
  let drawn = 0;
  let progress: Progress | null = null;
  const erase = (): void => {
    if (drawn > 0) stderr.write(`\x1b[${drawn}F\x1b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    if (!isLive || progress === null) return;
    const lines = liveLines(progress).map((line) => line.slice(0, (stderr.columns ?? 100) - 1));
    stderr.write(`${lines.join('\n')}\n`);
    drawn = lines.length;
  };
  const print = (line: string): void => {
    erase();
    stderr.write(`${line}\n`);
    draw();
  };
  const onEvent = (event: BisectionEvent): void => {
    if (json) stdout.write(`${JSON.stringify(event)}\n`);
    else if (event.kind === 'progress') {
      progress = event;
      erase();
      draw();
    } else {
      const line = eventLine(event, progress);
      if (line !== null) print(line);
    }
  };
  return { onEvent, end: () => (drawn = 0), [Symbol.dispose]: () => (drawn = 0) };
}

function eventLine(event: Exclude<BisectionEvent, Progress>, progress: Progress | null): string | null {
  switch (event.kind) {
    case 'started': {
      const ranges = event.ranges
        .filter(({ commits }) => commits > 0)
        .map(({ tree, commits, good, bad }) => `${commits} commits of ${tree} (${short(good ?? '')}..${short(bad)})`);
      const resumed = event.resumedTests > 0 ? `; ${event.resumedTests} tests are known` : '';
      return `Searching ${ranges.join(' and ')}${resumed}`;
    }
    case 'note':
      return event.text;
    case 'build':
      return event.ok
        ? null
        : `${revisionsText(event.revisions)}  does not build (${event.seconds.toFixed(1)} s), see ${event.log}`;
    case 'test': {
      const known = progress === null ? '' : `  ${remainingText(progress)}`;
      return `${String(event.number).padStart(4)}  ${revisionsText(event.revisions)}  ${WORDS[event.outcome]} (${event.seconds.toFixed(1)} s)${known}`;
    }
    case 'conclusion':
      return null;
  }
}

const WORDS = {
  pass: 'passes',
  'same-failure': 'FAILS ',
  'other-failure': 'fails otherwise',
  untestable: 'cannot be tested',
} as const;

const short = (revision: string): string => revision.slice(0, 10);

const revisionsText = (revisions: Readonly<Record<string, string>>): string =>
  Object.entries(revisions)
    .map(([tree, revision]) => `${tree} ${short(revision)}`)
    .join(', ');

const remainingText = ({ forecast: { tests } }: Progress): string =>
  `about ${tests.value} more tests (${tests.low} to ${tests.high})`;

function liveLines(progress: Progress): readonly string[] {
  const { mass, tests, builds, running, noChange, likeliest, forecast } = progress;
  const names = Object.keys(mass).filter((name) => mass[name]!.length > 0);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const largest = Math.max(...names.flatMap((name) => mass[name]!));
  const bars = names.map(
    (name) => `${name.padStart(width)} │${mass[name]!.map((each) => barOf(each / largest)).join('')}│`,
  );
  const top = likeliest
    .slice(0, 3)
    .map(({ tree, revision, probability }) => `${tree} ${short(revision)} ${formatPercent(probability)}`);
  const rate = ({
    value,
    low,
    high,
  }: {
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }): string => `${Math.round(value * 100)} % (${Math.round(low * 100)} to ${Math.round(high * 100)})`;
  return [
    ...bars,
    `likeliest: ${top.join(', ')}; no change ${formatPercent(noChange)}`,
    `fails with the culprit ${rate(forecast.bad)}, without it ${rate(forecast.good)}`,
    `${tests} tests, ${builds} builds, ${running} running; ${remainingText(progress)}`,
  ];
}

const barOf = (share: number): string => BARS[share > 0.001 ? Math.max(1, Math.round(share * 8)) : 0]!;
