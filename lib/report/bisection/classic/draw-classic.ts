import { drawLayout, type GraphLayout } from './draw-layout.ts';
import { encodePng } from './encode-png.ts';

/** The pictures of a bisection's graph. */
export interface ClassicDrawing {
  readonly svg: string;
  readonly ps: string;
  readonly png: Uint8Array;
  /** 600 by 300 points. */
  readonly mini: Uint8Array;
}

const MINI = { width: 600, height: 300 };

/** Draws a graph in the language of Graphviz; loads Graphviz at the first call. */
export async function drawClassic(dot: string): Promise<ClassicDrawing> {
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  const render = (format: string): string => viz.renderString(dot, { format });
  const layout = JSON.parse(render('json')) as GraphLayout;
  return {
    svg: render('svg'),
    ps: render('ps'),
    png: encodePng(drawLayout(layout)),
    mini: encodePng(drawLayout(layout, MINI)),
  };
}
