import { findAdoptedRange, forgetNames, nameColumns, newNamePrefix } from "./adoptedRange.js";
import { baseline, cellKey, freshIds, matchedRows, standingOf } from "./adoptedRows.js";
import {
  bindings,
  changeBindings,
  type Adoption,
  type Binding,
  type BoundColumn,
  type BoundCondition,
  type DatasetName,
} from "./bindings.js";
import type { Cell, ServerValue } from "./cells.js";
import { suggestedStyle, type ColumnStyle } from "./columnStyle.js";
import { freeSlot, type PulledSheet } from "./linkedTable.js";
import { WorkbookProblem } from "./open.js";
import { ownCells, type OwnTable } from "./ownTable.js";
import { pulledRows, rememberRows, type PulledRow } from "./pulledValues.js";
import type { ColumnCells, Unmatched } from "./tables.js";

/** A table of the user's own beside a fresh answer of the server: all that is needed to say what adopting it would mean. */
export interface Comparison {
  readonly table: OwnTable;
  readonly columns: readonly BoundColumn[];
  readonly keyFields: readonly string[];
  readonly cells: ReadonlyMap<string, ColumnCells>;
  readonly fresh: PulledSheet;
}

/** One cell that differs from the server's value. */
export interface Difference {
  readonly id: string;
  readonly version: number;
  readonly row: number;
  readonly key: string;
  readonly column: BoundColumn;
  readonly cell: Cell;
  readonly theirs: ServerValue;
}

/** What adopting a table would mean. Rows count from 0 in its body. */
export interface AdoptionPreview {
  readonly rowCount: number;
  readonly matched: number;
  readonly unmatched: readonly (Unmatched & { readonly row: number })[];
  /** Cells of matched rows, by how they stand to the server's value. */
  readonly same: number;
  readonly wording: number;
  readonly blanks: number;
  readonly formulas: number;
  /** In columns that may be edited, and in those that only Sevenfold changes. */
  readonly differences: readonly Difference[];
  readonly replaced: readonly Difference[];
}

/**
 * Reads the cells of the mapped columns. Writes nothing. `replacing` is the id of the link whose columns are changed. Errors:
 * `WorkbookProblem`, also where the cells are linked already.
 */
export async function compare(
  table: OwnTable,
  columns: readonly BoundColumn[],
  keyFields: readonly string[],
  fresh: PulledSheet,
  replacing?: string,
): Promise<Comparison> {
  const linked = await linkedAt(table);
  if (linked !== undefined && linked.binding.id !== replacing) {
    throw new WorkbookProblem(
      "LINKED_ALREADY",
      `These cells are linked already, as "${linked.binding.label}". Unlink that on the Data tab first, or select another table.`,
    );
  }
  return { table, columns, keyFields, cells: await ownCells(table, columns), fresh };
}

/** A link that has these cells already, and which of the table's columns it has as which field. */
export interface EarlierLink {
  readonly binding: Binding;
  readonly fields: ReadonlyMap<number, string>;
}

/** The link that has cells of this table; undefined where there is none. */
export async function linkedAt({ tableId, place }: OwnTable): Promise<EarlierLink | undefined> {
  for (const binding of await bindings()) {
    const { columns } = binding;
    if (tableId !== null && binding.tableId === tableId) {
      return { binding, fields: new Map(columns.map(({ columnId, field }) => [columnId, field])) };
    }
    const prefix = binding.adoption?.namePrefix ?? null;
    const other = tableId === null && prefix !== null ? await findAdoptedRange(binding, prefix) : undefined;
    if (other?.sheetName !== place.sheetName) continue;
    const isApart =
      other.firstRow + other.rowCount <= place.firstRow - 1 || place.firstRow + place.rowCount <= other.firstRow - 1;
    const fields = new Map(
      columns.flatMap(({ columnId, field }): [number, string][] => {
        const at = (other.positions.get(columnId) ?? -1) - place.firstColumn;
        return at >= 0 && at < place.columnCount ? [[at, field]] : [];
      }),
    );
    if (!isApart && fields.size > 0) return { binding, fields };
  }
  return undefined;
}

/** For each column, the way of writing under which most of its cells say what the server says. */
export function suggestedStyles(
  { table, columns, keyFields, cells, fresh }: Comparison,
  hintPlaces: ReadonlyMap<string, number>,
): Map<string, ColumnStyle> {
  const { ids } = matchedRows(columns, keyFields, cells, table.place.rowCount, freshIds(columns, keyFields, fresh));
  const freshRow = new Map(fresh.ids.map((id, index) => [id, index]));
  return new Map(
    columns.map((column) => {
      const values = fresh.values[fresh.columns.findIndex(({ field }) => field === column.field)] ?? [];
      const pairs = ids.flatMap((id, row) => {
        const cell = cells.get(column.field)?.cells[row] ?? "";
        return id === "" ? [] : [{ cell, value: values[freshRow.get(id) ?? -1] ?? null }];
      });
      return [column.field, suggestedStyle(column.type, pairs, hintPlaces.get(column.field) ?? null)];
    }),
  );
}

/** The comparison with these ways of writing. */
export function withStyles(comparison: Comparison, styles: ReadonlyMap<string, ColumnStyle>): Comparison {
  const columns = comparison.columns.map((column) => {
    const style = styles.get(column.field);
    return style ? { ...column, style } : column;
  });
  return { ...comparison, columns };
}

/** What adopting would mean. `agreed` holds cells that the server takes for the same value; see `cellKey`. */
export function previewOf(comparison: Comparison, agreed: ReadonlySet<string>): AdoptionPreview {
  const { table, columns, keyFields, cells, fresh } = comparison;
  const keys = freshIds(columns, keyFields, fresh);
  const { ids, unmatched } = matchedRows(columns, keyFields, cells, table.place.rowCount, keys);
  const freshRow = new Map(fresh.ids.map((id, index) => [id, index]));
  const counts = { SAME: 0, WORDING: 0, BLANK: 0, FORMULA: 0, DIFFERS: 0 };
  const valuesOf = new Map(fresh.columns.map(({ field }, index) => [field, fresh.values[index] ?? []]));
  const differing: Difference[] = [];
  ids.forEach((id, row) => {
    const at = freshRow.get(id);
    if (id === "" || at === undefined) return;
    const key = keyFields.map((field) => String(cells.get(field)?.cells[row] ?? "").trim()).join(" ");
    for (const column of columns) {
      const theirs = valuesOf.get(column.field)?.[at] ?? null;
      const inSheet = cells.get(column.field);
      const cell = inSheet?.cells[row] ?? "";
      const isFormula = inSheet?.formulaRows.has(row) ?? false;
      const standing = standingOf(cell, isFormula, theirs, column, agreed.has(cellKey(id, column.field)));
      counts[standing] += 1;
      if (standing !== "DIFFERS") continue;
      differing.push({ id, version: fresh.versions[at] ?? 0, row, key, column, cell, theirs });
    }
  });
  return {
    rowCount: table.place.rowCount,
    matched: ids.filter((id) => id !== "").length,
    unmatched: [...unmatched].map(([row, each]) => ({ row, ...each })),
    same: counts.SAME,
    wording: counts.WORDING,
    blanks: counts.BLANK,
    formulas: counts.FORMULA,
    differences: differing.filter(({ column }) => column.editable),
    replaced: differing.filter(({ column }) => !column.editable),
  };
}

/** What was decided about a table that is adopted. */
export interface AdoptionOrder {
  readonly dataset: DatasetName;
  readonly label: string;
  readonly where: readonly BoundCondition[];
  readonly differences: Adoption["differences"];
  readonly unknownRows: Adoption["unknownRows"];
}

/**
 * Links a table of the user's own, or changes the columns of one that is linked (`link`). Nothing that the user sees changes: what belongs to which row is remembered on a very hidden
 * sheet, and the columns of a plain range get hidden names. Errors: `WorkbookProblem`.
 */
export async function adopt(
  { dataset, label, where, differences, unknownRows }: AdoptionOrder,
  comparison: Comparison,
  agreed: ReadonlySet<string>,
  link?: EarlierLink,
): Promise<Binding> {
  const { table, columns, keyFields, cells, fresh } = comparison;
  const replacing = link?.binding;
  const earlier = replacing ? await pulledRows(replacing) : new Map<string, PulledRow>();
  const { ids, unmatched } = matchedRows(
    columns,
    keyFields,
    cells,
    table.place.rowCount,
    freshIds(columns, keyFields, fresh),
  );
  const namePrefix = table.tableId === null ? newNamePrefix() : null;
  if (namePrefix !== null) {
    await nameColumns(
      table.place,
      namePrefix,
      columns.map((column) => column.columnId),
      table.hasHeadings,
    );
  }
  const leftAlone = [...unmatched.values()].map(({ keyText }) => keyText).filter((key) => key !== "");
  let binding: Binding | undefined;
  await changeBindings((current) => {
    const isThere = current.some((each) => each.id === replacing?.id);
    binding = {
      id: (isThere ? replacing?.id : undefined) ?? crypto.randomUUID(),
      tableId: table.tableId ?? "",
      ...{ dataset, label, where, columns },
      idColumnId: -1,
      versionColumnId: -1,
      slot: (isThere ? replacing?.slot : undefined) ?? freeSlot(current),
      rowCount: ids.filter((id) => id !== "").length,
      asAt: fresh.asAt,
      readAt: fresh.readAt,
      adoption: {
        ...{ keyFields, namePrefix, differences, unknownRows, leftAlone: [...new Set(leftAlone)] },
        ...(!table.hasHeadings && { isBare: true }),
      },
    };
    const made = binding;
    return isThere ? current.map((each) => (each.id === made.id ? made : each)) : [...current, made];
  });
  if (!binding) throw new Error("The list of linked tables was not changed.");
  const rows = baseline(columns, { ids, columns: cells }, fresh, differences, agreed);
  await rememberRows(binding, link ? rows.map((row) => withEarlier(row, earlier, link, columns)) : rows);
  if (replacing) await forgetAdoption(replacing);
  return binding;
}

/**
 * Where a column stays as it was mapped, what is remembered of its cells stays too: an edit that somebody else's change has met is
 * still a conflict after the columns were changed.
 */
function withEarlier(
  row: PulledRow,
  earlier: ReadonlyMap<string, PulledRow>,
  { binding, fields }: EarlierLink,
  columns: readonly BoundColumn[],
): PulledRow {
  const before = earlier.get(row.id);
  if (!before) return row;
  const isKept = ({ field, style, columnId }: BoundColumn) => {
    const old = binding.columns.find((column) => column.field === field);
    return fields.get(columnId) === field && JSON.stringify(old?.style) === JSON.stringify(style);
  };
  const values = new Map(row.values);
  for (const { field } of columns.filter(isKept)) {
    const known = before.values.get(field);
    if (known !== undefined) values.set(field, known);
  }
  return { ...row, version: before.version, values };
}

/** Takes away what adopting a range left in the workbook. Does nothing for other tables. */
export async function forgetAdoption(binding: Binding): Promise<void> {
  if (!binding.adoption) return;
  await forgetNames(
    binding.adoption,
    binding.columns.map((column) => column.columnId),
  );
}
