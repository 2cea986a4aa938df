import type { Pixels } from './encode-png.ts';

export type Point = readonly [x: number, y: number];
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture that is drawn point by point; points outside of it are ignored. */
export interface Canvas extends Pixels {
  dot(x: number, y: number, colour: Colour): void;
  /** Draws a line through all points, one point wide. */
  line(points: readonly Point[], colour: Colour): void;
  fill(points: readonly Point[], colour: Colour): void;
}

/** Returns a white canvas. */
export function createCanvas(width: number, height: number): Canvas {
  const rgb = new Uint8Array(width * height * 3).fill(255);
  const dot = (x: number, y: number, colour: Colour): void => {
    if (x >= 0 && y >= 0 && x < width && y < height) rgb.set(colour, (y * width + x) * 3);
  };
  return {
    width,
    height,
    rgb,
    dot,
    line: (points, colour) => {
      for (let index = 1; index < points.length; index++) {
        drawLine(points[index - 1] ?? [0, 0], points[index] ?? [0, 0], (x, y) => dot(x, y, colour));
      }
    },
    fill: (points, colour) => fillPolygon(points, height, (x, y) => dot(x, y, colour)),
  };
}

function drawLine([x1, y1]: Point, [x2, y2]: Point, dot: (x: number, y: number) => void): void {
  const steps = Math.max(1, Math.ceil(Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1))));
  for (let step = 0; step <= steps; step++) {
    dot(Math.round(x1 + ((x2 - x1) * step) / steps), Math.round(y1 + ((y2 - y1) * step) / steps));
  }
}

/** Fills a polygon row by row, between each two edges that the row crosses. */
function fillPolygon(points: readonly Point[], height: number, dot: (x: number, y: number) => void): void {
  const rows = points.map(([, y]) => y);
  const last = Math.min(height - 1, Math.floor(Math.max(...rows)));
  for (let y = Math.max(0, Math.ceil(Math.min(...rows))); y <= last; y++) {
    const crossings = points
      .flatMap(([x1, y1], index) => {
        const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1];
        return y1 <= y === y2 <= y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)];
      })
      .toSorted((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const to = Math.floor(crossings[pair + 1] ?? 0);
      for (let x = Math.ceil(crossings[pair] ?? 0); x <= to; x++) dot(x, y);
    }
  }
}
