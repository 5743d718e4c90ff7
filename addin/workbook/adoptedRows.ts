import type { Adoption, BoundColumn } from "./bindings.js";
import type { Cell, ServerValue } from "./cells.js";
import { cellOf, isSameValue, keyText, saysTheSame, valueOf } from "./columnStyle.js";
import type { PulledSheet } from "./linkedTable.js";
import { NOT_KNOWN, remembered, serverPart, standsFor, type PulledRow, type Remembered } from "./pulledValues.js";
import type { ColumnCells, TableContents, Unmatched } from "./tables.js";

/**
 * The rows of a table of the user's own, told apart by the values of key columns. A row without a key, with a key that another
 * row has as well, or with one that names no row of the server is left alone.
 */

const SEPARATOR = "\u0000";

/** The id of the server's row for each key; null where the key names several of its rows. */
export type IdsByKey = ReadonlyMap<string, string | null>;

const keyColumnsOf = (columns: readonly BoundColumn[], keyFields: readonly string[]): BoundColumn[] =>
  keyFields.flatMap((field) => columns.find((column) => column.field === field) ?? []);

function idsByKey(rows: Iterable<readonly [key: string, id: string]>): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [key, id] of rows) found.set(key, found.has(key) ? null : id);
  return found;
}

/** Keys of the rows that are remembered. */
export function rememberedIds(
  columns: readonly BoundColumn[],
  keyFields: readonly string[],
  record: ReadonlyMap<string, PulledRow>,
): IdsByKey {
  const keyColumns = keyColumnsOf(columns, keyFields);
  const keyOf = (row: PulledRow) =>
    keyColumns
      .map(({ field, type }) => keyText(String(serverPart(row.values.get(field) ?? null) ?? ""), type))
      .join(SEPARATOR);
  return idsByKey([...record.values()].map((row) => [keyOf(row), row.id] as const));
}

/** Keys of the rows of a fresh answer. */
export function freshIds(columns: readonly BoundColumn[], keyFields: readonly string[], fresh: PulledSheet): IdsByKey {
  const keyColumns = keyColumnsOf(columns, keyFields).map(({ field, type }) => ({
    type,
    values: fresh.values[fresh.columns.findIndex((column) => column.field === field)] ?? [],
  }));
  const keyOf = (row: number) => keyColumns.map(({ type, values }) => keyText(String(values[row] ?? ""), type));
  return idsByKey(fresh.ids.map((id, row) => [keyOf(row).join(SEPARATOR), id] as const));
}

/** The id of each row of the sheet, "" where there is none; with the reason for those. */
export function matchedRows(
  columns: readonly BoundColumn[],
  keyFields: readonly string[],
  cells: ReadonlyMap<string, ColumnCells>,
  rowCount: number,
  ids: IdsByKey,
): { readonly ids: string[]; readonly unmatched: Map<number, Unmatched> } {
  const keyColumns = keyColumnsOf(columns, keyFields).map((column) => ({ column, in: cells.get(column.field) }));
  const keys = Array.from({ length: rowCount }, (_, row) => {
    const parts = keyColumns.map(({ column, in: read }) => {
      const cell = read?.cells[row] ?? "";
      return { shown: String(cell).trim(), text: keyText(String(valueOf(cell, column) ?? ""), column.type) };
    });
    const isBlank = parts.some((part) => part.text === "");
    return {
      text: isBlank ? "" : parts.map((part) => part.text).join(SEPARATOR),
      shown: parts.map((p) => p.shown).join(" "),
    };
  });
  const rowsOfKey = new Map<string, number[]>();
  keys.forEach(({ text }, row) => {
    const rows = rowsOfKey.get(text);
    if (rows) rows.push(row);
    else rowsOfKey.set(text, [row]);
  });
  const unmatched = new Map<number, Unmatched>();
  const found = keys.map(({ text, shown }, row) => {
    const id = ids.get(text);
    const rows = rowsOfKey.get(text) ?? [];
    const why =
      text === ""
        ? "NO_KEY"
        : id === undefined
          ? "UNKNOWN"
          : id === null
            ? "AMBIGUOUS"
            : rows.length > 1
              ? "DUPLICATE"
              : null;
    if (why === null) return id ?? "";
    unmatched.set(row, { why, key: shown, keyText: text, id: id ?? null, rows });
    return "";
  });
  return { ids: found, unmatched };
}

/**
 * How a cell of the user's stands to the server's value when the table is adopted. WORDING: the same, written otherwise or less
 * exactly; it stays. BLANK: the next refresh fills it.
 */
export type Standing = "SAME" | "WORDING" | "BLANK" | "FORMULA" | "DIFFERS";

export function standingOf(
  cell: Cell,
  isFormula: boolean,
  value: ServerValue,
  column: BoundColumn,
  isAgreed: boolean,
): Standing {
  if (isSameValue(cell, value, column)) return cell === cellOf(value, column) || isFormula ? "SAME" : "WORDING";
  if (isFormula) return "FORMULA";
  if (cell === "") return "BLANK";
  return isAgreed || saysTheSame(cell, value, column) ? "WORDING" : "DIFFERS";
}

/** What is remembered of a cell from then on. */
function baselineOf(
  standing: Standing,
  cell: Cell,
  value: ServerValue,
  column: BoundColumn,
  differences: Adoption["differences"],
): Remembered {
  if (standing === "WORDING") return standsFor(remembered(value), cell);
  const isReplaced =
    standing === "BLANK" || (standing === "DIFFERS" && (!column.editable || differences === "REPLACE"));
  return isReplaced ? standsFor(NOT_KNOWN, cell) : remembered(value);
}

/** The key of a cell in the list of those that the server takes for the same value. */
export const cellKey = (id: string, field: string): string => `${id} ${field}`;

/** What is remembered of rows that are matched for the first time; `agreed` holds keys of cells, see `cellKey`. */
export function baseline(
  columns: readonly BoundColumn[],
  table: Pick<TableContents, "ids" | "columns">,
  fresh: PulledSheet,
  differences: Adoption["differences"],
  agreed: ReadonlySet<string> = new Set(),
): PulledRow[] {
  const freshRow = new Map(fresh.ids.map((id, index) => [id, index]));
  const valuesOf = new Map(fresh.columns.map(({ field }, index) => [field, fresh.values[index] ?? []]));
  return table.ids.flatMap((id, row) => {
    const at = freshRow.get(id);
    if (id === "" || at === undefined) return [];
    const values = columns.map((column): [string, Remembered] => {
      const value = valuesOf.get(column.field)?.[at] ?? null;
      const inSheet = table.columns.get(column.field);
      const cell = inSheet?.cells[row] ?? "";
      const isFormula = inSheet?.formulaRows.has(row) ?? false;
      const standing = standingOf(cell, isFormula, value, column, agreed.has(cellKey(id, column.field)));
      return [column.field, baselineOf(standing, cell, value, column, differences)];
    });
    return [{ id, version: fresh.versions[at] ?? 0, gone: false, values: new Map(values) }];
  });
}
