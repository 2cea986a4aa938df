import { createCanvas, type Canvas, type Colour, type Point } from './canvas.ts';
import type { Pixels } from './encode-png.ts';
import { createPixelFont, GLYPH_HEIGHT, GLYPH_WIDTH, type PixelFont } from './pixel-font.ts';

/** A layout with drawing operations, as Graphviz writes it in JSON; y grows upwards. */
export interface GraphLayout {
  /** Left, bottom, right, top. */
  readonly bb: string;
  readonly objects?: readonly DrawnObject[];
  readonly edges?: readonly DrawnObject[];
}

interface DrawnObject {
  readonly _draw_?: readonly DrawOperation[];
  readonly _hdraw_?: readonly DrawOperation[];
  readonly _ldraw_?: readonly DrawOperation[];
}

/**
 * A drawing operation: `c`, `C` set the colours of lines and areas; capitals fill; p: polygon, e: ellipse, b: curves,
 * T: text.
 */
interface DrawOperation {
  readonly op: string;
  readonly color?: string;
  readonly points?: readonly Point[];
  /** Centre, and half of width and height. */
  readonly rect?: readonly [number, number, number, number];
  readonly pt?: Point;
  readonly align?: 'l' | 'c' | 'r';
  readonly width?: number;
  readonly text?: string;
}

interface Drawing {
  readonly canvas: Canvas;
  readonly font: PixelFont;
  readonly scale: number;
  place(point: Point): Point;
  line: Colour;
  area: Colour;
}

/** Graphviz uses 72 points per inch, browsers 96. */
const FULL_SCALE = 96 / 72;
const MAX_SIDE = 30_000;
const MAX_AREA = 40_000_000;
/** Smallest scale at which the text is readable. */
const MIN_TEXT_SCALE = 0.8;

/** Draws a layout in the size in which browsers show its SVG, or smaller to fit a limit or a frame. */
export function drawLayout(layout: GraphLayout, frame?: { readonly width: number; readonly height: number }): Pixels {
  const [left = 0, bottom = 0, right = 1, top = 1] = layout.bb.split(',').map(Number);
  const [width, height] = [Math.max(1, right - left), Math.max(1, top - bottom)];
  const largest = Math.min(FULL_SCALE, MAX_SIDE / width, MAX_SIDE / height, Math.sqrt(MAX_AREA / (width * height)));
  const scale =
    frame === undefined ? largest : Math.min(largest, (frame.width - 1) / width, (frame.height - 1) / height);
  const canvas = createCanvas(
    frame?.width ?? Math.ceil(width * scale) + 1,
    frame?.height ?? Math.ceil(height * scale) + 1,
  );
  const margin = frame === undefined ? 0 : (frame.width - width * scale) / 2;
  const drawing: Drawing = {
    canvas,
    font: createPixelFont(),
    scale,
    place: ([x, y]) => [margin + (x - left) * scale, (top - y) * scale],
    line: [0, 0, 0],
    area: [255, 255, 255],
  };
  for (const object of [...(layout.edges ?? []), ...(layout.objects ?? [])]) {
    const { _draw_: body = [], _hdraw_: head = [], _ldraw_: text = [] } = object;
    for (const operation of [...body, ...head, ...text]) draw(drawing, operation);
  }
  return canvas;
}

function draw(drawing: Drawing, operation: DrawOperation): void {
  const { canvas } = drawing;
  const { op, color, points = [], rect, text } = operation;
  if (op === 'c' && color !== undefined) drawing.line = toColour(color);
  else if (op === 'C' && color !== undefined) drawing.area = toColour(color);
  else if (op === 'T' && text !== undefined) drawText(drawing, operation);
  else if (op.toLowerCase() === 'b') canvas.line(curve(points.map(drawing.place)), drawing.line);
  else if (rect !== undefined || op.toLowerCase() === 'p') {
    const outline = (rect === undefined ? points : ellipse(rect)).map(drawing.place);
    if (op === op.toUpperCase()) canvas.fill(outline, drawing.area);
    canvas.line([...outline, ...outline.slice(0, 1)], drawing.line);
  }
}

function toColour(text: string): Colour {
  const [, red = '0', green = '0', blue = '0'] = /^#(\w\w)(\w\w)(\w\w)/.exec(text) ?? [];
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

const ellipse = ([x, y, halfWidth, halfHeight]: readonly [number, number, number, number]): readonly Point[] =>
  Array.from({ length: 48 }, (_, index) => {
    const angle = (index / 48) * 2 * Math.PI;
    return [x + halfWidth * Math.cos(angle), y + halfHeight * Math.sin(angle)] as const;
  });

/** Returns points on consecutive Bézier curves; each curve after the first point takes three more points. */
function curve(points: readonly Point[]): readonly Point[] {
  const found: Point[] = points.slice(0, 1);
  for (let index = 0; index + 3 < points.length; index += 3) {
    const four = points.slice(index, index + 4);
    for (let step = 1; step <= 8; step++) found.push([onCurve(four, step / 8, 0), onCurve(four, step / 8, 1)]);
  }
  return found;
}

function onCurve(points: readonly Point[], t: number, axis: 0 | 1): number {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  return weights.reduce((sum, weight, index) => sum + weight * (points[index]?.[axis] ?? 0), 0);
}

function drawText(
  { canvas, font, scale, place, line }: Drawing,
  { pt, align, width = 0, text = '' }: DrawOperation,
): void {
  if (scale < MIN_TEXT_SCALE || pt === undefined) return;
  const [x, baseline] = place(pt);
  const step = Math.max(GLYPH_WIDTH + 1, (width * scale) / text.length);
  const shift = align === 'c' ? 0.5 : align === 'r' ? 1 : 0;
  const from = x - shift * width * scale;
  for (const [index, character] of Array.from(text).entries()) {
    if (character === ' ') continue;
    const [atX, atY] = [Math.round(from + index * step), Math.round(baseline) - GLYPH_HEIGHT];
    for (let row = 0; row < GLYPH_HEIGHT; row++) {
      for (let column = 0; column < GLYPH_WIDTH; column++) {
        if (font(character, column, row)) canvas.dot(atX + column, atY + row, line);
      }
    }
  }
}
