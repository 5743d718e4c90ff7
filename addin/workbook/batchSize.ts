/** Rows that follow each other. */
export interface RowBlock {
  readonly start: number;
  readonly count: number;
}

/**
 * Excel on the web takes 5 MB a request and gives 5 MB an answer. A character may take three bytes, and its JSON more than
 * itself.
 */
const MOST_CHARACTERS = 1_200_000;
/** What a cell takes beside its text: quotes, a comma, its part of the request. */
const CHARACTERS_PER_CELL = 4;
const MOST_CELLS = 60_000;

/** Cells read in one request where nobody knows how long their texts are and each comes as value, formula and text. */
export const CELLS_PER_READ = 20_000;
/** The same where each comes as one of them. */
export const CELLS_PER_PLAIN_READ = 60_000;

/** Blocks of rows, none of which is too large for one request. `charactersIn` says how long all texts of a row are. */
export function blocksBySize(rowCount: number, cellsPerRow: number, charactersIn: (row: number) => number): RowBlock[] {
  const blocks: { start: number; count: number }[] = [];
  const mostRows = Math.max(1, Math.floor(MOST_CELLS / Math.max(1, cellsPerRow)));
  let characters = 0;
  for (let row = 0; row < rowCount; row++) {
    const own = charactersIn(row) + cellsPerRow * CHARACTERS_PER_CELL;
    const last = blocks.at(-1);
    if (last && last.count < mostRows && characters + own <= MOST_CHARACTERS) {
      last.count += 1;
      characters += own;
    } else {
      blocks.push({ start: row, count: 1 });
      characters = own;
    }
  }
  return blocks;
}

/** What was one block when it was written may have grown by so much and is still read in one answer. */
const MOST_GROWTH = 1.3;

/** True where a block of so many cells, with texts of this length together, still goes into one answer. */
export const isStillOneBlock = (cells: number, characters: number): boolean =>
  characters + cells * CHARACTERS_PER_CELL <= MOST_CHARACTERS * MOST_GROWTH;

/** How long the texts of a row of cells are together. */
export const charactersOf = (cells: readonly unknown[]): number =>
  cells.reduce<number>((sum, cell) => sum + (cell === null || cell === undefined ? 0 : String(cell).length), 0);

/** Rows as runs of rows that follow each other, from top to bottom. */
export function runsOf(rows: readonly number[]): RowBlock[] {
  const runs: { start: number; count: number }[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && last.start + last.count === row) last.count += 1;
    else runs.push({ start: row, count: 1 });
  }
  return runs;
}
