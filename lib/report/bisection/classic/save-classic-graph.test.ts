import test from 'ava';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { BisectionGraph, BisectionNode } from '../../../../typings/bisection-graph.ts';
import { scratchFolder } from '../../../testing/machine/scratch-folder.ts';
import { classicDot } from './classic-dot.ts';
import { saveClassicGraph } from './save-classic-graph.ts';

const LOGS = 'https://logs.example.org/logs';
const NODE: BisectionNode = {
  tuple: 0,
  revisions: ['a'.repeat(40), 'b'.repeat(40)],
  isChanged: [true, false],
  results: [],
  state: 'untested',
  isMarked: false,
  end: null,
  parents: [],
};

const GRAPH: BisectionGraph = {
  branch: 'xen-unstable',
  job: 'test-amd64-amd64-xl',
  testid: '<guest-start>',
  trees: [
    { name: 'linux', url: 'git://example.org/linux.git' },
    { name: 'xen', url: 'javascript:alert(1)' },
  ],
  nodes: [
    { ...NODE, results: [{ flight: 7, result: 'fail' }], state: 'fail', end: 'latest', parents: [1, 2] },
    { ...NODE, tuple: 1, state: 'conflicted', isMarked: true, parents: [3] },
    { ...NODE, tuple: 2, state: 'other', results: [{ flight: 8, result: 'blocked' }], parents: [3] },
    { ...NODE, tuple: 3, state: 'pass', end: 'basis' },
  ],
};

test('classicDot gives each tuple its colour, shape and links, and each edge', (t) => {
  const dot = classicDot(GRAPH, LOGS);
  const node = (tuple: number): string => new RegExp(`^  t${tuple} \\[(.*)\\];$`, 'm').exec(dot)?.[1] ?? '';
  t.regex(node(0), /fillcolor="red", fontcolor="white", shape=oval$/);
  t.regex(node(1), /fillcolor="yellow", fontcolor="black", peripheries=2$/);
  t.regex(node(2), /fillcolor="blue", fontcolor="white"$/);
  t.regex(node(3), /fillcolor="#00c000", fontcolor="black", shape=hexagon$/);
  t.regex(node(0), />\*a{12}\*,<\/TD><TD>b{12}<\/TD>/, 'no link for an address that a browser must not follow');
  t.regex(node(0), /HREF="git:\/\/example\.org\/linux\.git#a{40}"/);
  t.regex(node(0), /HREF="https:\/\/logs\.example\.org\/logs\/7\/">7:fail</);
  t.deepEqual(
    [...dot.matchAll(/t\d -> t\d/g)].map(([edge]) => edge),
    ['t1 -> t0', 't2 -> t0', 't3 -> t1', 't3 -> t2'],
  );
});

/** Returns width, height and colours of a PNG from `encodePng`. */
function readPng(png: Buffer): {
  readonly width: number;
  readonly height: number;
  readonly colours: ReadonlySet<string>;
} {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const colours = new Set<string>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      colours.add(rows.subarray(at, at + 3).toString('hex'));
    }
  }
  return { width, height, colours };
}

test('saveClassicGraph writes dot, SVG, PostScript, PNGs and a page', async (t) => {
  await using folder = await scratchFolder('graph');
  const path = join(folder.path, 'bisect', 'job.step');
  t.is(await saveClassicGraph(path, GRAPH, LOGS), `Revision graph left in ${path}.{dot,ps,png,html,svg}.\n`);
  const files = await readdir(join(folder.path, 'bisect'));
  t.deepEqual(
    files.toSorted(),
    ['dot', 'html', 'mini.png', 'png', 'ps', 'svg'].map((end) => `job.step.${end}`),
  );
  const svg = await readFile(`${path}.svg`, 'utf8');
  t.regex(svg, /xlink:href="git:\/\/example\.org\/linux\.git#a{40}"/);
  t.notRegex(svg, /javascript/);
  t.regex(await readFile(`${path}.ps`, 'latin1'), /^%!PS-Adobe/);
  const html = await readFile(`${path}.html`, 'utf8');
  t.regex(html, /<title>bisection xen-unstable test-amd64-amd64-xl &lt;guest-start&gt;<\/title>/);
  t.regex(html, /<img src="\.\/job\.step\.mini\.png" width="600" height="300"/);
  const mini = readPng(await readFile(`${path}.mini.png`));
  t.like(mini, { width: 600, height: 300 });
  const full = readPng(await readFile(`${path}.png`));
  t.true(full.width > 200 && full.height > 200);
  for (const { colours } of [mini, full]) {
    for (const colour of ['ff0000', '00c000', '0000ff', 'ffff00', '000000', 'ffffff'])
      t.true(colours.has(colour), colour);
  }
});

test('saveClassicGraph writes only dot and page of a graph that is too large to be drawn', async (t) => {
  await using folder = await scratchFolder('graph');
  const path = join(folder.path, 'large');
  const nodes = Array.from({ length: 5001 }, (_, tuple) => ({
    ...NODE,
    tuple,
    parents: tuple === 0 ? [] : [tuple - 1],
  }));
  t.is(await saveClassicGraph(path, { ...GRAPH, nodes }, LOGS), `Revision graph left in ${path}.{dot,html}.\n`);
  t.deepEqual((await readdir(folder.path)).toSorted(), ['large.dot', 'large.html']);
  t.regex(await readFile(`${path}.html`, 'utf8'), /too large for a picture/);
});
