import { describeError } from '../../errors/osstest-error.ts';
import { readTreeLog } from '../../git/read-tree-log.ts';
import type { MirrorOptions } from '../../git/mirror-tree.ts';
import { writeBlock, type StepReport } from '../evidence/step-report.ts';
import type { TupleGraph } from '../graph/tuple-graph.ts';
import type { Conflict, Culprit, SearchEvent } from '../search/search-outcome.ts';

/** A tree that is bisected. */
export interface BisectedTree {
  readonly name: string;
  readonly url: string;
}

export interface EventContext {
  readonly trees: readonly BisectedTree[];
  readonly graph: TupleGraph;
  /** Mirrors that are up to date are enough. */
  readonly mirror: MirrorOptions;
  readonly logsUrl: string;
}

/** Writes what the search came to. */
export async function writeEvents(
  events: readonly SearchEvent[],
  context: EventContext,
  report: StepReport,
): Promise<void> {
  for (const event of events) {
    if (event.kind === 'line') report.write(`${event.text}\n`);
    else if (event.kind === 'found') await writeCulprit(event, context, report);
    else if (event.kind === 'conflict') writeConflict(event, context, report);
    else if (event.kind === 'not-identified') {
      writeBlock(report, '*** Exact problem changeset not identified ***', ['See revision graph output for details.']);
    } else {
      writeBlock(report, '*** HOWEVER - WARNING - INCONSISTENT TEST RESULTS ***', [
        'Some revisions produced unstable test results,',
        'so interpret the results with caution.',
        'See revision graph output for details.',
      ]);
    }
  }
}

function writeConflict({ what, description, tuple, evidence }: Conflict, { graph }: EventContext, report: StepReport) {
  writeBlock(report, `*** Not reproducible - supposed ${what} ***`, [
    'Could not reproduce problem, or could not reproduce basis pass.',
    `${description}; at this revision (supposed ${what}):`,
    graph.revisions(tuple).join(' '),
    ...evidence.map(({ flight, blessing, result }) => ` flight ${flight} (blessed ${blessing}) result ${result}`),
  ]);
}

async function writeCulprit(culprit: Culprit, context: EventContext, report: StepReport): Promise<void> {
  const { trees, graph, logsUrl, mirror } = context;
  writeBlock(report, '*** Found and reproduced problem changeset ***');
  const failed = graph.revisions(culprit.firstFailure);
  const passes = culprit.lastPasses.map((tuple) => graph.revisions(tuple));
  const changes = trees.flatMap((tree, index) => {
    const to = failed[index] ?? '';
    const froms = passes.map((revisions) => revisions[index] ?? '').filter((from) => from !== to);
    return froms.map((from) => ({ tree, from, to }));
  });
  for (const { tree, from, to } of changes) {
    writeBlock(report, null, [
      `Bug is in tree:  ${tree.name} ${tree.url}`,
      `Bug introduced:  ${to}`,
      `Bug not present: ${from}`,
      `Last fail repro: ${logsUrl}/${culprit.lastFailure}/`,
    ]);
  }
  for (const { tree, from, to } of changes) {
    // a culprit is worth more than its log
    const log = await readTreeLog(tree.url, { from, to }, { ...mirror, update: 'missing' }).catch((error: unknown) => {
      mirror.signal?.throwIfAborted();
      return `The log cannot be read: ${describeError(error)}`;
    });
    writeBlock(report, null, log.split('\n'));
  }
}
