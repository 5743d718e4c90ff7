import { bindingById, type Adoption, type Binding, type BoundColumn, type MarkedRow } from "./bindings.js";
import type { Cell, ServerValue } from "./cells.js";
import { cellOf, isAmbiguous, valueOf } from "./columnStyle.js";
import { WorkbookProblem } from "./open.js";
import {
  cellAsPulled,
  isAsPulled,
  pulledRows,
  remembered,
  rememberRows,
  rememberSome,
  serverPart,
  type PulledRow,
  type Remembered,
} from "./pulledValues.js";
import { firstRows } from "./refreshPlan.js";
import { tableContents, tableRows, writeColumns, type TableContents, type Unmatched } from "./tables.js";

/** An edited cell. `row` counts from 0 in the table's body, as the table is sorted now. */
export interface CellChange {
  readonly field: string;
  readonly label: string;
  /** What was pulled; undefined where that is not known any more, as of long texts. */
  readonly before?: ServerValue;
  readonly value: ServerValue;
  /** A formula of the user gives this value; it is sent only when the user says so. */
  readonly isFormula: boolean;
  /** The linked cell that it was typed into; absent in a table. */
  readonly cell?: LinkedCellName;
}

/** A linked cell as a review speaks of it. */
export interface LinkedCellName {
  readonly linkId: string;
  /** "C-0001, Annual value (Summary!B4)". */
  readonly name: string;
}

export interface RowChange {
  readonly id: string;
  readonly version: number;
  readonly row: number;
  readonly cells: readonly CellChange[];
}

/** A row the user typed below the others. */
export interface NewRow {
  readonly clientRowId: string;
  readonly row: number;
  readonly cells: readonly { readonly field: string; readonly value: ServerValue }[];
}

/** A row that the user marked for deletion. */
export interface Deletion {
  readonly id: string;
  readonly version: number;
  readonly row: number;
}

/** Something in the sheet that cannot be sent, and what to do about it. */
export interface SheetProblem {
  readonly row: number;
  readonly field: string | undefined;
  readonly message: string;
  /** The id that the row shares with the one it was copied from: the user says whether it is a new row. */
  readonly copyOf?: string;
  /** The linked cell that it is about; absent in a table. */
  readonly cell?: LinkedCellName;
}

/** How the sheet differs from what was pulled. */
export interface TableChanges {
  readonly rows: readonly RowChange[];
  readonly newRows: readonly NewRow[];
  readonly deletions: readonly Deletion[];
  readonly problems: readonly SheetProblem[];
  /** Rows in the sheet that the last refresh no longer found; they stay, in grey, until they are tidied away. */
  readonly goneRows: number;
  /** Row of the sheet, as Excel numbers it, of the first row of the table's body. */
  readonly firstSheetRow: number;
}

/** Works out what the user changed since the last pull or publish, by id, wherever the rows and columns stand now. */
export async function tableChanges(binding: Binding): Promise<TableChanges> {
  const table = await tableContents(binding);
  return changesIn(binding.columns, table, await pulledRows(binding), binding.adoption, binding.marked);
}

/** The same from values: no workbook. */
export function changesIn(
  columns: readonly BoundColumn[],
  table: TableContents,
  pulled: ReadonlyMap<string, PulledRow>,
  adoption?: Adoption,
  marked: readonly MarkedRow[] = [],
): TableChanges {
  const rows: RowChange[] = [];
  const newRows: NewRow[] = [];
  const deletions: Deletion[] = [];
  const markedVersions = new Map(marked.map(({ id, version }) => [id, version]));
  let goneRows = 0;
  const problems: SheetProblem[] = [];
  const firstSheetRow = table.place.firstRow + 1;
  const firstRowOf = firstRows(table.ids);
  table.ids.forEach((id, row) => {
    const unmatched = table.unmatched.get(row);
    if (adoption && unmatched && !(unmatched.why === "UNKNOWN" && adoption.unknownRows === "OFFER")) {
      const message = unmatchedRow(unmatched, row, firstSheetRow, adoption, labelOf(columns, adoption.keyFields[0]));
      if (message !== undefined) problems.push({ row, field: adoption.keyFields[0], message });
      return;
    }
    if (id === "") {
      const added = newRow(columns, table, row);
      if (added) newRows.push(added);
      return;
    }
    const first = firstRowOf.get(id) ?? row;
    if (first !== row) {
      const message = copiedRow(firstSheetRow + row, firstSheetRow + first);
      problems.push({ row, field: undefined, message, copyOf: id });
      return;
    }
    if (pulled.get(id)?.gone) goneRows += 1;
    const markedVersion = markedVersions.get(id);
    if (markedVersion !== undefined) {
      // What else was changed in the row does not matter any more.
      deletions.push({ id, version: markedVersion, row });
      return;
    }
    const found = editedCells(columns, table, row, pulled.get(id)?.values);
    const version = table.versions[row] ?? 0;
    if (found.edits.length > 0) rows.push({ id, version, row, cells: found.edits });
    for (const { column, cell } of found.unclear) {
      const message =
        `${column.label}: "${String(cell)}" is text, so nobody can say in which unit it is, and it is not sent. ` +
        "Type it as a number, as the rest of the column.";
      problems.push({ row, field: column.field, message });
    }
    for (const column of found.readOnly) {
      const message = `${column.label} is not changed here, so this is not sent. Refresh or Discard edits puts the figure back.`;
      problems.push({ row, field: column.field, message });
    }
  });
  return { rows, newRows, deletions, problems, goneRows, firstSheetRow };
}

const labelOf = (columns: readonly BoundColumn[], field: string | undefined): string =>
  columns.find((column) => column.field === field)?.label ?? "Key";

/** What to say of a row without an id in a table of the user's own; undefined where it was so when it was last looked at. */
function unmatchedRow(
  { why, key, keyText, rows }: Unmatched,
  row: number,
  firstSheetRow: number,
  { leftAlone }: Adoption,
  label: string,
): string | undefined {
  if (why === "NO_KEY" || leftAlone.includes(keyText)) return undefined;
  if (why === "DUPLICATE") {
    if (row !== rows.at(-1)) return undefined;
    const numbers = rows.map((each) => firstSheetRow + each).join(", ");
    return `Rows ${numbers} all have ${label} "${key}", so none of them is refreshed or sent. Give each its own, or delete the copies.`;
  }
  return (
    `${label} "${key}" was not matched yet, so this row is not sent. Refresh the table to look it up; ` +
    "correct it if Sevenfold does not know it."
  );
}

function copiedRow(copy: number, original: number): string {
  return (
    `Row ${copy} is a copy of row ${original}, so it is not sent. ` + "Say whether it is a new row, or delete the copy."
  );
}

function editedCells(
  columns: readonly BoundColumn[],
  table: TableContents,
  row: number,
  pulled: ReadonlyMap<string, Remembered> | undefined,
): { edits: CellChange[]; readOnly: BoundColumn[]; unclear: { column: BoundColumn; cell: Cell }[] } {
  const edits: CellChange[] = [];
  const readOnly: BoundColumn[] = [];
  const unclear: { column: BoundColumn; cell: Cell }[] = [];
  for (const column of columns) {
    const inSheet = table.columns.get(column.field);
    if (!inSheet) continue;
    const cell = inSheet.cells[row] ?? "";
    const isFormula = inSheet.formulaRows.has(row);
    if (isAsPulled(cell, pulled?.get(column.field), column)) continue;
    if (column.editable) {
      const { field, label } = column;
      if (isAmbiguous(cell, column)) unclear.push({ column, cell });
      else edits.push({ field, label, ...knownBefore(pulled?.get(field)), value: valueOf(cell, column), isFormula });
    } else if (pulled && !isFormula) readOnly.push(column);
  }
  return { edits, readOnly, unclear };
}

/** A number stands for a long text, of which only a trace is kept, or for what was never known. */
function knownBefore(pulled: Remembered | undefined): { before?: ServerValue } {
  const known = pulled === undefined ? undefined : serverPart(pulled);
  return known === undefined || typeof known === "number" ? {} : { before: known };
}

function newRow(columns: readonly BoundColumn[], table: TableContents, row: number): NewRow | undefined {
  const cells = columns.flatMap((column) => {
    const { field, editable, required } = column;
    const cell = table.columns.get(field)?.cells[row] ?? "";
    return cell !== "" && (editable || required) ? [{ field, value: valueOf(cell, column) }] : [];
  });
  return cells.length > 0 ? { clientRowId: `row-${row}`, row, cells } : undefined;
}

/** What a publish did to one row. */
export interface PublishedRow {
  readonly id: string;
  /** The row's version now, when nobody else had changed it; null keeps the old one until the next refresh. */
  readonly version: number | null;
  /** The version that was sent. Where the sheet has another one by now, it keeps that until the next refresh. */
  readonly sentVersion?: number;
  readonly cells: readonly { readonly field: string; readonly value: ServerValue }[];
}

/** A new row that the server took, with the id it got. */
export interface InsertedRow {
  readonly row: number;
  readonly id: string;
  readonly version: number;
  readonly cells: readonly { readonly field: string; readonly value: ServerValue }[];
}

/** After a publish: those cells are no longer edits. */
export async function markPublished(
  binding: Binding,
  published: readonly PublishedRow[],
  inserted: readonly InsertedRow[],
): Promise<void> {
  const table = await tableRows(binding);
  const rowOfId = firstRows(table.ids);
  const versions = new Map<number, Cell>();
  const remembering = new Map<string, (before: PulledRow | undefined) => PulledRow>();
  for (const { id, version, sentVersion, cells } of published) {
    const row = rowOfId.get(id);
    const inSheet = row === undefined ? undefined : table.versions[row];
    const isWhole = version !== null && (sentVersion === undefined || sentVersion === inSheet);
    remembering.set(id, (before) => {
      const newVersion = (isWhole ? version : (before?.version ?? inSheet)) ?? 0;
      return { id, gone: before?.gone ?? false, version: newVersion, values: withCells(before, cells) };
    });
    if (row !== undefined && isWhole) versions.set(row, version);
  }
  const ids = new Map<number, Cell>();
  // A row that moved or was filled in meanwhile keeps no id; the refresh then brings the new record as its own row.
  for (const { row, id, version, cells } of inserted.filter((each) => table.ids[each.row] === "")) {
    ids.set(row, id);
    versions.set(row, version);
    remembering.set(id, () => ({ id, version, gone: false, values: withCells(undefined, cells) }));
  }
  await writeColumns(table.place, [
    { columnId: binding.idColumnId, values: ids },
    { columnId: binding.versionColumnId, values: versions },
  ]);
  await rememberSome(binding, remembering);
}

function withCells(
  before: PulledRow | undefined,
  cells: readonly { readonly field: string; readonly value: ServerValue }[],
): Map<string, Remembered> {
  return new Map([
    ...(before?.values ?? []),
    ...cells.map(({ field, value }): [string, Remembered] => [field, remembered(value)]),
  ]);
}

/** Writes the server's figure over one edited cell: the user takes theirs. The row's version follows with the next refresh. */
export async function takeTheirs(binding: Binding, id: string, field: string, theirs: ServerValue): Promise<void> {
  const table = await tableContents(binding);
  const row = firstRows(table.ids).get(id);
  const column = binding.columns.find((each) => each.field === field);
  if (row === undefined || !column) return;
  const values = new Map([[row, cellOf(theirs, column)]]);
  await writeColumns(table.place, [{ columnId: column.columnId, values }]);
  const record = new Map(await pulledRows(binding));
  const before = record.get(id);
  const version = before?.version ?? table.versions[row] ?? 0;
  record.set(id, { id, version, gone: before?.gone ?? false, values: withCells(before, [{ field, value: theirs }]) });
  await rememberRows(binding, [...record.values()]);
}

/**
 * Puts back what was pulled, in every edited cell but formulas. Gives how many cells that were. Of long texts only a trace is
 * remembered: those stop being edits here and come back with the next refresh.
 */
export async function discardEdits(binding: Binding): Promise<number> {
  const table = await tableContents(binding);
  const record = new Map(await pulledRows(binding));
  const rowOfId = firstRows(table.ids);
  const writes = binding.columns.map((column) => ({ column, values: new Map<number, Cell>() }));
  let discarded = 0;
  for (const [id, row] of rowOfId) {
    for (const { column, values } of writes) {
      const inSheet = table.columns.get(column.field);
      const before = record.get(id);
      const known = before?.values.get(column.field);
      const cell = inSheet?.cells[row] ?? "";
      if (!before || known === undefined || !inSheet || inSheet.formulaRows.has(row)) continue;
      if (isAsPulled(cell, known, column)) continue;
      discarded += 1;
      const pulledCell = cellAsPulled(known, column);
      if (pulledCell === undefined) {
        const value = valueOf(cell, column);
        record.set(id, { ...before, values: withCells(before, [{ field: column.field, value }]) });
      } else values.set(row, pulledCell);
    }
  }
  await writeColumns(
    table.place,
    writes.map(({ column, values }) => ({ columnId: column.columnId, values })),
  );
  await rememberRows(binding, [...record.values()]);
  return discarded;
}

/** The binding as it is now in the workbook; throws when it was unlinked meanwhile. */
export async function currentBinding(id: string): Promise<Binding> {
  const binding = await bindingById(id);
  if (!binding) {
    throw new WorkbookProblem(
      "NOT_LINKED",
      "This table is no longer linked in this workbook. Pull it again to work with it.",
    );
  }
  return binding;
}
