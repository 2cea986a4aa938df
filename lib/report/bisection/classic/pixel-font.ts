/** Glyphs of seven rows with five points each; a row is a digit in base 32. */
const GLYPHS =
  '0ehjlphe 14c4444e 2eh1248v 3v2421he 426aiv22 5vgu11he 668guhhe 7v124888 8ehhehhe 9ehhf12c ' +
  'a00e1fhf bggmphhu c00egghe d11djhhf e00ehvge f698s888 g0fhhf1e hggmphhh i40c444e j20622ic kggikoki lc44444e ' +
  'm00qllhh n00mphhh o00ehhhe p00uhugg q00djf11 r00mpggg s00ege1u t88s8896 u00hhhjd v00hhha4 w00hhlla x00ha4ah ' +
  'y00hhf1e z00v248v *04lel40 :0cc0cc0 ,0000c48 -000v000 .00000cc ?eh12404';

export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;

/**
 * Returns whether a glyph has a point at a column and row from the top left; an unknown character has the glyph "?".
 */
export type PixelFont = (character: string, column: number, row: number) => boolean;

/** A font for revisions and results. */
export function createPixelFont(): PixelFont {
  const rows = new Map(
    GLYPHS.split(' ').map((glyph) => [glyph[0] ?? '', Array.from(glyph.slice(1)).map((row) => parseInt(row, 32))]),
  );
  return (character, column, row) => {
    const glyph = rows.get(character.toLowerCase()) ?? rows.get('?');
    return (((glyph?.[row] ?? 0) >> (GLYPH_WIDTH - 1 - column)) & 1) === 1;
  };
}
