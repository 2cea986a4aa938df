import { basename, dirname } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { BisectionGraph } from '../../../../typings/bisection-graph.ts';
import { writeFileAtomically } from '../../../util/atomic-file.ts';
import { classicDot } from './classic-dot.ts';
import { classicPage } from './classic-page.ts';
import { drawClassic } from './draw-classic.ts';

/** Largest graph that is drawn: its layout takes about 2 s; one of twice the size takes several times as long. */
const MAX_DRAWN_NODES = 5000;

/**
 * Writes a bisection as `PATH.dot`, `.svg`, `.ps`, `.png`, `.mini.png` and `.html`.
 *
 * @returns the line about the graph for the report.
 */
export async function saveClassicGraph(path: string, graph: BisectionGraph, logsUrl: string): Promise<string> {
  const dot = classicDot(graph, logsUrl);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(`${path}.dot`, dot);
  const isDrawn = graph.nodes.length <= MAX_DRAWN_NODES;
  if (isDrawn) {
    const { svg, ps, png, mini } = await drawClassic(dot);
    await writeFileAtomically(`${path}.svg`, svg);
    await writeFileAtomically(`${path}.ps`, ps);
    await writeFileAtomically(`${path}.png`, png);
    await writeFileAtomically(`${path}.mini.png`, mini);
  }
  const base = `./${encodeURIComponent(basename(path))}`;
  const pictures = { mini: `${base}.mini.png`, svg: `${base}.svg`, ps: `${base}.ps`, png: `${base}.png` };
  await writeFileAtomically(`${path}.html`, classicPage(graph, isDrawn ? pictures : null));
  return `Revision graph left in ${path}.{${isDrawn ? 'dot,ps,png,html,svg' : 'dot,html'}}.\n`;
}
