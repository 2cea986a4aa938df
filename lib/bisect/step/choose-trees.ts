import type { Pair } from '../evidence/choose-pair.ts';
import type { StepReport } from '../evidence/step-report.ts';
import { compareBytewise } from '../../util/order.ts';
import type { TreeRange } from '../graph/tree-graph.ts';

/** A tree that failure and basis have, from the one to the other. */
export interface BisectedRange extends TreeRange {
  readonly name: string;
}

/** The trees of a bisection: those of the failure that have an address and that the basis has too. Writes them. */
export function chooseTrees({ failure, basis }: Pair, report: StepReport): readonly BisectedRange[] {
  const failed = [...failure.sources.trees].toSorted(([a], [b]) => compareBytewise(a, b));
  const ranges = failed.flatMap(([name, { url, revision }]) => {
    const passed = basis.sources.trees.get(name);
    if (url === '') report.write(`(tree with no url: ${name})\n`);
    else if (passed === undefined) report.write(`(tree in latest but not in basispass: ${name})\n`);
    return url === '' || passed === undefined ? [] : [{ name, url, basis: passed.revision, latest: revision }];
  });
  for (const name of [...basis.sources.trees.keys()].toSorted(compareBytewise)) {
    if (!failure.sources.trees.has(name)) report.write(`(tree in basispass but not in latest: ${name})\n`);
  }
  for (const { name, url } of ranges) report.writeSummary(`Tree: ${name} ${url}\n`);
  return ranges;
}
