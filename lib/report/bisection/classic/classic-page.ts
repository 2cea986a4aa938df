import type { BisectionGraph } from '../../../../typings/bisection-graph.ts';
import { escapeXml } from '../../html/escape-xml.ts';
import { link } from '../../history/history-frame.ts';

/** The picture files, relative to the page. */
export interface ClassicPictures {
  readonly mini: string;
  readonly svg: string;
  readonly ps: string;
  readonly png: string;
}

/** Returns the page of a bisection; `pictures` null: the graph is too large for pictures. */
export function classicPage({ branch, job, testid, trees }: BisectionGraph, pictures: ClassicPictures | null): string {
  const title = escapeXml(`bisection ${branch} ${job} ${testid}`);
  const list = trees.map(({ name, url }) => `<li>${escapeXml(`${name} ${url}`)}</li>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; } h1 { font-size: 1.3rem; } img { max-width: none; }</style></head>
<body><h1>${title}</h1>
<ul>
${list}
</ul>
${pictures === null ? '<p>The graph is too large for a picture; its dot file has all of it.</p>' : showPictures(pictures)}
</body></html>
`;
}

const showPictures = ({
  mini,
  svg,
  ps,
  png,
}: ClassicPictures): string => `<p><a href="${escapeXml(svg)}"><img src="${escapeXml(mini)}" width="600" height="300" alt="The whole graph, small"></a></p>
<p>${link(svg, 'SVG')}, with links to revisions and flights · ${link(ps, 'PostScript')}</p>
<p><img src="${escapeXml(png)}" alt="The graph"></p>`;
