/** An excluded cell with its reason. */
export interface ExcludedCell<Cell> {
  readonly cell: Cell;
  readonly why: string;
}

/** All combinations of some values, without those that are excluded for a reason. */
export interface Matrix<Cell> {
  readonly cells: readonly Cell[];
  readonly excluded: readonly ExcludedCell<Cell>[];
  /** Excludes the cells for which `when` is true. A cell that is already excluded keeps its first reason. */
  without(why: string, when: (cell: Cell) => boolean): Matrix<Cell>;
  /** Replaces each cell, excluded ones included. */
  map<Other>(make: (cell: Cell) => Other): Matrix<Other>;
  /** Adds the cells of another matrix. */
  and(other: Matrix<Cell>): Matrix<Cell>;
}

/** The possible values of each name. */
export type Axes = Readonly<Record<string, readonly unknown[]>>;
export type CellOf<Choices extends Axes> = { readonly [Name in keyof Choices]: Choices[Name][number] };

/**
 * Returns all combinations of the values; the last name varies fastest.
 *
 * @example
 * matrix({ arch: ['amd64', 'armhf'], toolstack: ['xl', 'libvirt'] })
 *   .without('libvirt is not built for ARM', ({ arch, toolstack }) => arch === 'armhf' && toolstack === 'libvirt')
 *   .cells;
 */
export function matrix<const Choices extends Axes>(axes: Choices): Matrix<CellOf<Choices>> {
  const cells = Object.entries(axes).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return ofCells(cells as readonly CellOf<Choices>[], []);
}

function ofCells<Cell>(cells: readonly Cell[], excluded: readonly ExcludedCell<Cell>[]): Matrix<Cell> {
  return {
    cells,
    excluded,
    without: (why, when) =>
      ofCells(
        cells.filter((cell) => !when(cell)),
        [...excluded, ...cells.filter(when).map((cell) => ({ cell, why }))],
      ),
    map: (make) =>
      ofCells(
        cells.map(make),
        excluded.map(({ cell, why }) => ({ cell: make(cell), why })),
      ),
    and: (other) => ofCells([...cells, ...other.cells], [...excluded, ...other.excluded]),
  };
}
