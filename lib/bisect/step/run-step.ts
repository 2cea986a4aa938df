import type { Queryable } from '../../db/pg-promise.ts';
import { collectEvidence } from '../evidence/collect-evidence.ts';
import { choosePair } from '../evidence/choose-pair.ts';
import type { StepReport } from '../evidence/step-report.ts';
import { markRelevant } from '../graph/mark-relevant.ts';
import { readTupleGraph } from '../graph/read-tuple-graph.ts';
import type { TupleGraph } from '../graph/tuple-graph.ts';
import { searchClassic } from '../search/search-classic.ts';
import type { SearchGraph } from '../search/search-graph.ts';
import { chooseTrees, type BisectedRange } from './choose-trees.ts';
import { describeGraph } from './describe-graph.ts';
import { fillFlight } from './fill-flight.ts';
import type { StepFacts } from './step-facts.ts';
import type { StepOptions } from './step-options.ts';
import { writeEvents } from './write-events.ts';

/**
 * What a step came to. 0: there is something to test. 4: complete. 8: inconclusive. 12: found, but other results are
 * inconsistent. 16: not reproducible. 32: the bisection is not possible, or leads nowhere.
 */
export type StepExitCode = 0 | 4 | 8 | 12 | 16 | 32;

/**
 * Does one step of a classic bisection: finds failure and basis, reads trees and earlier results, decides what to test
 * next, and fills the flight that tests it.
 *
 * @throws as readTupleGraph and fillFlight.
 */
export async function runClassicStep(db: Queryable, options: StepOptions, report: StepReport): Promise<StepExitCode> {
  report.write('Searching for failure / basis pass:\n');
  const pair = await choosePair(db, options, report);
  if (pair === null) {
    report.writeSummary('\nNo appropriate failure/pass pair found.\n\nSorry, bisection not possible.\n\n');
    return 32;
  }
  const { failure, basis } = pair;
  report.write(`Failure / basis pass flights: ${failure.flight} / ${basis.flight}\n`);
  const ranges = chooseTrees(pair, report);
  const graph = await loadGraph(ranges, options, report);
  const basisText = ranges.map((range) => range.basis).join(' ');
  const { isRelevant, problems } = markRelevant(graph, basisText);
  for (const problem of problems) report.write(`${problem}\n`);
  const searched: SearchGraph = {
    ...graph,
    isRelevant,
    text: (tuple) => graph.revisions(tuple).join(' '),
  };
  report.write('Searching for test results:\n');
  const { filter } = options;
  const evidence = await collectEvidence(
    db,
    {
      filter,
      sinceSeconds: (graph.basis === null ? null : graph.dateSeconds(graph.basis)) ?? basis.startedSeconds,
      hosts: failure.sources.hosts,
      trees: ranges.map(({ name }) => name),
      findRelevant: (revisions) => {
        const tuple = graph.find(revisions);
        return tuple === null || !isRelevant(tuple) ? null : tuple;
      },
    },
    report,
  );
  report.write('Searching for interesting versions\n');
  const outcome = searchClassic(searched, evidence);
  await writeEvents(outcome.events, { trees: ranges, graph, mirror: options.mirror, logsUrl: options.logsUrl }, report);
  const facts: StepFacts = { pair, ranges, graph, searched, evidence, outcome };
  if (options.drawGraph !== null) report.write(await options.drawGraph(describeGraph(facts, filter)));
  const canRun = await fill(db, facts, { options, report });
  return problems.length > 0 || !canRun ? 32 : outcome.exitCode;
}

async function loadGraph(
  ranges: readonly BisectedRange[],
  { mirror, commits }: StepOptions,
  report: StepReport,
): Promise<TupleGraph> {
  report.write(`Latest ${ranges.map(({ latest }) => latest).join(' ')}\n`);
  report.write(`Basis pass ${ranges.map(({ basis }) => basis).join(' ')}\n`);
  const flags = [...(mirror.update === 'missing' ? ['-N'] : []), ...(commits === 1000 ? [] : [`-n${commits}`])];
  const words = ranges.map(({ url, basis, latest }) => `${url}#${basis}-${latest}`);
  report.write(`Generating revisions with ./adhoc-revtuple-generator ${[...flags, ...words].join(' ')}\n`);
  const onWarning = (line: string): void => report.write(`${line}\n`);
  const graph = await readTupleGraph(ranges, { ...mirror, commits, onWarning });
  report.write(`Loaded ${graph.size} nodes in revision graph\n`);
  return graph;
}

/** Fills the flight, if there is one and something to test; returns whether it can be run. */
async function fill(
  db: Queryable,
  { pair, ranges, graph, outcome }: StepFacts,
  { options, report }: { readonly options: StepOptions; readonly report: StepReport },
): Promise<boolean> {
  const { chosen } = outcome;
  if (chosen === null) report.write('No revision to test.\n');
  if (chosen === null || options.flight === null) return true;
  const { filter, flight, reuseBuilds, stashDir } = options;
  const { failure } = pair;
  const revisions = graph.revisions(chosen);
  const request = {
    flight,
    like: failure.flight,
    job: filter.job,
    revisions: new Map(ranges.map(({ name }, index) => [name, revisions[index] ?? ''])),
    hosts: failure.sources.hostRunvars,
    blessings: filter.blessings,
    reuseBuilds,
    stashDir,
    branch: filter.branch,
    since: outcome.firstUsed,
    tuple: revisions.join(' '),
  };
  return fillFlight(db, request, report);
}
