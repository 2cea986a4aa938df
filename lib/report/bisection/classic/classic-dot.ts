import type { BisectionGraph, BisectionNode, TupleState } from '../../../../typings/bisection-graph.ts';
import { escapeXml } from '../../html/escape-xml.ts';
import { treeHref } from './tree-href.ts';

/** Colours of a tuple: area and text. */
const COLOURS: Readonly<Record<TupleState, readonly [string, string] | null>> = {
  fail: ['red', 'white'],
  pass: ['#00c000', 'black'],
  other: ['blue', 'white'],
  conflicted: ['yellow', 'black'],
  untested: null,
};
const SHAPES = { latest: 'oval', basis: 'hexagon' } as const;
const REVISION_DIGITS = 12;

/** Returns a bisection in the language of Graphviz: it grows upwards, with an edge from every parent to its child. */
export function classicDot(graph: BisectionGraph, logsUrl: string): string {
  const nodes = graph.nodes.map((node) => `t${node.tuple} [${attributes(node, graph, logsUrl)}];`);
  const edges = graph.nodes.flatMap(({ tuple, parents }) => parents.map((parent) => `t${parent} -> t${tuple};`));
  const head = ['rankdir=BT;', 'node [shape=box, fontname="Helvetica", fontsize=10];'];
  return `digraph bisection {\n${[...head, ...nodes, ...edges].map((line) => `  ${line}\n`).join('')}}\n`;
}

function attributes(node: BisectionNode, graph: BisectionGraph, logsUrl: string): string {
  const colours = COLOURS[node.state];
  return [
    `label=<${label(node, graph, logsUrl)}>`,
    ...(colours === null ? [] : [`style=filled, fillcolor="${colours[0]}", fontcolor="${colours[1]}"`]),
    ...(node.end === null ? [] : [`shape=${SHAPES[node.end]}`]),
    ...(node.isMarked ? ['peripheries=2'] : []),
  ].join(', ');
}

/** Returns the revisions in one row and each result in a row below; every cell links to its revision or flight. */
function label({ revisions, isChanged, results }: BisectionNode, { trees }: BisectionGraph, logsUrl: string): string {
  const cells = revisions.map((revision, index) => {
    const short = escapeXml(revision.slice(0, REVISION_DIGITS));
    const text = isChanged[index] === true ? `*${short}*` : short;
    const comma = index + 1 < revisions.length ? ',' : '';
    return cell(`${text}${comma}`, treeHref(trees[index]?.url ?? '', revision));
  });
  const rows = results.map(({ flight, result }) => {
    const colSpan = ` COLSPAN="${revisions.length}"`;
    return `<TR>${cell(escapeXml(`${flight}:${result}`), `${logsUrl}/${flight}/`, colSpan)}</TR>`;
  });
  return `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR>${cells.join('')}</TR>${rows.join('')}</TABLE>`;
}

const cell = (text: string, href: string | null, more = ''): string =>
  `<TD${more}${href === null ? '' : ` HREF="${escapeXml(href)}"`}>${text}</TD>`;
