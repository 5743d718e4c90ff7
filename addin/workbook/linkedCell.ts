import { changeLinkedCells, linkedCells, type Figure, type FigureRow, type LinkedCell } from "./bindings.js";
import { asWritten, type Cell, type ColumnType, type ServerValue } from "./cells.js";
import { cellOf, type ColumnStyle } from "./columnStyle.js";
import { inWorkbook, WorkbookProblem } from "./open.js";
import { selectedCell } from "./ownTable.js";
import { numberFormat } from "./styles.js";

/** A figure as the server gave it: a value, or the reason why there is none. */
export interface FigureAnswer {
  readonly value: ServerValue;
  readonly problem: string | null;
  /** The row whose field it is; null for a KPI. */
  readonly row?: FigureRow | null;
}

/** What is asked for when a cell is linked. */
export interface CellOrder {
  readonly figure: Figure;
  readonly label: string;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly style: ColumnStyle;
  readonly asAt: string | null;
}

/**
 * LINKED: holds the server's figure. FORMULA, TYPED: the user put something else there, which is kept. GONE: the cell was
 * deleted.
 */
export type LinkedCellState = "LINKED" | "FORMULA" | "TYPED" | "GONE";

/** A linked cell as it stands in the workbook. */
export interface LinkedCellPlace {
  readonly link: LinkedCell;
  readonly state: LinkedCellState;
  /** "Summary!B4"; null when the cell is gone. */
  readonly address: string | null;
  readonly cell: Cell;
  readonly isProtected: boolean;
}

/** A figure that is not there is an error in the cell, never 0 or blank: sums and ratios over it must not look right. */
const NOT_AVAILABLE = "#N/A";

/** What the cell of a link holds as long as nobody typed over it. */
export function shownCell({ value, type, style }: Pick<LinkedCell, "value" | "type" | "style">): Cell {
  return value === null ? NOT_AVAILABLE : cellOf(value, { type, style });
}

const written = (cell: Cell): Cell => (cell === NOT_AVAILABLE ? cell : asWritten(cell));

/** True while the cell holds the server's figure, or the one that it held before it was typed over and put back by hand. */
const showsFigure = (cell: Cell, link: LinkedCell): boolean =>
  cell === shownCell(link) || (link.typedOver !== undefined && cell === shownCell({ ...link, ...link.typedOver }));

/** All linked cells as they stand now. */
export async function linkedCellPlaces(): Promise<LinkedCellPlace[]> {
  const links = await linkedCells();
  if (links.length === 0) return [];
  return inWorkbook((book) => {
    const reads = links.map((link) => {
      const range = book.names.getItemOrNullObject(link.name).getRangeOrNullObject();
      range.load("address,values,formulas");
      range.worksheet.protection.load("protected");
      return { link, range };
    });
    return () =>
      reads.map(({ link, range }): LinkedCellPlace => {
        if (range.isNullObject) return { link, state: "GONE", address: null, cell: "", isProtected: false };
        const cell = range.values[0]?.[0] as Cell;
        const formula = range.formulas[0]?.[0] as unknown;
        const isFormula = typeof formula === "string" && formula.startsWith("=") && formula !== cell;
        const state = isFormula ? "FORMULA" : showsFigure(cell, link) ? "LINKED" : "TYPED";
        const isProtected = range.worksheet.protection.protected;
        return { link, state, address: range.address, cell, isProtected };
      });
  });
}

/**
 * Links the selected cell to a figure and writes it there; a formula stays. A cell that was linked already is linked anew.
 * Errors: `WorkbookProblem`.
 */
export async function linkSelectedCell(
  order: CellOrder,
  answer: FigureAnswer,
  readAt: string,
): Promise<LinkedCellPlace> {
  const { address, isFormula } = await selectedCell();
  const earlier = (await linkedCellPlaces()).filter((place) => place.address === address);
  const id = crypto.randomUUID();
  const name = `_sevenfold_${id.slice(0, 8)}`;
  const link: LinkedCell = { id, name, ...order, ...answer, readAt };
  const isProtected = await inWorkbook((book) => {
    const { protection } = book.getSelectedRange().worksheet;
    protection.load("protected");
    return () => protection.protected;
  });
  if (isProtected && !isFormula) throw sheetProtected(address);
  await inWorkbook<void>((book) => {
    const range = book.getSelectedRange().getCell(0, 0);
    book.names.add(name, range).visible = false;
    if (!isFormula) range.values = [[written(shownCell(link))]];
  });
  if (!isFormula) await formatIfPlain(link);
  await changeLinkedCells((current) => [
    ...current.filter((each) => !earlier.some((place) => place.link.id === each.id)),
    link,
  ]);
  await forgetCellNames(earlier.map((place) => place.link));
  const made = (await linkedCellPlaces()).find((place) => place.link.id === id);
  if (!made) throw new Error("The list of linked cells was not changed.");
  return made;
}

/** A cell that has no number format of its own gets that of the figure, so that a date does not read 46,112. */
async function formatIfPlain({ name, type, style }: LinkedCell): Promise<void> {
  const format =
    type === "MONEY" && style.places > 0
      ? "#,##0.0;[Red]-#,##0.0"
      : type === "PERCENT" && style.places === 0
        ? "0.0"
        : numberFormat(type);
  const current = await inWorkbook((book) => {
    const range = book.names.getItem(name).getRange();
    range.load("numberFormat");
    return () => String(range.numberFormat[0]?.[0]);
  });
  if (current !== "General" || format === "General") return;
  await inWorkbook<void>((book) => {
    book.names.getItem(name).getRange().numberFormat = [[format]];
  });
}

export interface CellRefreshCounts {
  readonly cells: number;
  readonly changed: number;
  /** Cells in which the user has a formula, or a value of their own; they are kept. */
  readonly formulasKept: number;
  readonly typedKept: number;
  readonly unavailable: number;
}

/**
 * The link with a fresh answer. Where the figure under an edit (`typed`) moved on, what was typed over stays known, until the
 * edit is published, taken back, or the two say the same.
 */
function withAnswer(link: LinkedCell, answer: FigureAnswer, readAt: string, typed: Cell | undefined): LinkedCell {
  const { typedOver, ...rest } = link;
  const next: LinkedCell = { ...rest, ...answer, readAt };
  if (typed === undefined || !link.row?.editable || typed === shownCell(next)) return next;
  const before = typedOver ?? { value: link.value, version: link.row.version };
  return shownCell({ ...link, ...before }) === shownCell(next) ? next : { ...next, typedOver: before };
}

/** Brings linked cells up to date with answers fetched before, by id. Writes only cells whose figure changed. */
export async function refreshLinkedCells(
  answers: ReadonlyMap<string, FigureAnswer>,
  readAt: string,
): Promise<CellRefreshCounts> {
  const places = (await linkedCellPlaces()).filter(({ link, state }) => answers.has(link.id) && state !== "GONE");
  const fresh = new Map<string, LinkedCell>();
  const writes: { name: string; cell: Cell; address: string; isProtected: boolean }[] = [];
  for (const { link, state, cell, address, isProtected } of places) {
    const answer = answers.get(link.id);
    if (!answer) continue;
    const next = withAnswer(link, answer, readAt, state === "TYPED" ? cell : undefined);
    fresh.set(link.id, next);
    const target = shownCell(next);
    if (state === "LINKED" && cell !== target) {
      writes.push({ name: link.name, cell: target, address: address ?? "", isProtected });
    }
  }
  const blocked = writes.find((write) => write.isProtected);
  if (blocked) throw sheetProtected(blocked.address);
  if (writes.length > 0) {
    await inWorkbook<void>((book) => {
      for (const { name, cell } of writes) book.names.getItem(name).getRange().values = [[written(cell)]];
    });
  }
  if (fresh.size > 0) await changeLinkedCells((current) => current.map((each) => fresh.get(each.id) ?? each));
  const having = (state: LinkedCellState) => places.filter((place) => place.state === state).length;
  return {
    cells: places.length,
    changed: writes.length,
    formulasKept: having("FORMULA"),
    typedKept: having("TYPED"),
    unavailable: [...fresh.values()].filter((link) => link.value === null).length,
  };
}

/** Puts the server's figure over what the user typed into a linked cell. Errors: `WorkbookProblem`. */
export async function putFigureBack(id: string): Promise<void> {
  const { link, address, isProtected } = await linkedCellPlace(id);
  if (isProtected) throw sheetProtected(address ?? "");
  await inWorkbook<void>((book) => {
    book.names.getItem(link.name).getRange().values = [[written(shownCell(link))]];
  });
  if (link.typedOver === undefined) return;
  await changeLinkedCells((current) =>
    current.map((each) => {
      if (each.id !== id) return each;
      const { typedOver: _, ...settled } = each;
      return settled;
    }),
  );
}

/**
 * Writes a value of the server's into a linked cell as if the user had typed it: it is an edit until it is published. Errors:
 * `WorkbookProblem`, also for a cell that holds a formula, which stays.
 */
export async function typeIntoCell(id: string, value: ServerValue): Promise<void> {
  const { link, state, address, isProtected } = await linkedCellPlace(id);
  if (isProtected) throw sheetProtected(address ?? "");
  if (state === "FORMULA") {
    throw new WorkbookProblem(
      "FORMULA_STAYS",
      "The cell holds a formula of yours, which stays. Delete the formula first, then restore the value.",
    );
  }
  await inWorkbook<void>((book) => {
    book.names.getItem(link.name).getRange().values = [[asWritten(cellOf(value, link))]];
  });
}

/** Shows and selects a linked cell. Errors: `WorkbookProblem`. */
export async function selectLinkedCell(id: string): Promise<void> {
  const { link } = await linkedCellPlace(id);
  await inWorkbook<void>((book) => {
    const range = book.names.getItem(link.name).getRange();
    range.worksheet.activate();
    range.select();
  });
}

/** Forgets a link; the cell keeps what it shows. */
export async function unlinkCell(id: string): Promise<void> {
  const link = (await linkedCells()).find((each) => each.id === id);
  if (!link) return;
  await changeLinkedCells((current) => current.filter((each) => each.id !== id));
  await forgetCellNames([link]);
}

function forgetCellNames(links: readonly LinkedCell[]): Promise<void> {
  return inWorkbook<void>((book) => {
    for (const { name } of links) book.names.getItemOrNullObject(name).delete();
  });
}

async function linkedCellPlace(id: string): Promise<LinkedCellPlace> {
  const place = (await linkedCellPlaces()).find((each) => each.link.id === id);
  if (!place || place.state === "GONE") {
    throw new WorkbookProblem(
      "CELL_MISSING",
      "The linked cell is no longer in this workbook. Use Unlink on the Data tab to forget it.",
    );
  }
  return place;
}

function sheetProtected(address: string): WorkbookProblem {
  return new WorkbookProblem(
    "SHEET_PROTECTED",
    `${address} is on a protected sheet, so nothing was changed. Choose Review > Unprotect Sheet, then try again.`,
  );
}
