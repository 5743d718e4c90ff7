import type { CellValue, ColumnType } from "../api/operations.js";
import { cellFromServer, type Cell } from "../workbook/cells.js";
import { serialFromDate } from "../workbook/dates.js";
import { numberFormat } from "../workbook/styles.js";
import { holdsNumberFormats, holdsProperties } from "../workbook/valueKinds.js";
import type { Answer } from "./batch.js";
import { notAvailable } from "./errors.js";

/** A number that brings its own format; Excel calculates with the number. */
interface FormattedNumber {
  readonly type: "FormattedNumber";
  readonly basicValue: number;
  readonly numberFormat: string;
}
type Property =
  { readonly type: "String"; readonly basicValue: string } | { readonly type: "Double"; readonly basicValue: number };
/** A number with a format and properties: its card shows them, and =A1.asAt reads one. */
interface NumberWithProperties {
  readonly type: "Double";
  readonly basicValue: number;
  readonly numberFormat: string;
  readonly properties: Readonly<Record<string, Property | FormattedNumber>>;
}

/** What a function gives to one cell. */
export type CellResult = Cell | FormattedNumber | NumberWithProperties;

/**
 * A single value as this Excel can hold it: a number with format and properties, a number with a format, or the number.
 * A percentage of 94.6 is 0.946 in each of them, as in a linked table.
 */
export function cellResult(answer: Answer): CellResult {
  if (answer.value === null || answer.type === null) throw notAvailable("This figure is not known.");
  const cell = cellFromServer(answer.value, answer.type);
  if (typeof cell !== "number" || !holdsNumberFormats()) return cell;
  const format = formatOf(answer.type, answer.decimals ?? null);
  if (!holdsProperties()) return formatted(cell, format);
  return { type: "Double", basicValue: cell, numberFormat: format, properties: propertiesOf(answer) };
}

/** A table as rows, headings first. A value that is not known is #N/A, which charts leave out; in a list it is blank. */
export function tableResult({ table }: Answer, unknown: "NOT_AVAILABLE" | "BLANK"): (CellResult | Error)[][] {
  const columns = table?.columns ?? [];
  const headings = columns.map(({ label, unit }) => (unit && !label.includes(unit) ? `${label} (${unit})` : label));
  return [headings, ...rowsOf(table?.values ?? [], columns, unknown)];
}

/** The values of a table without its headings. */
export function listResult({ table }: Answer): (CellResult | Error)[][] {
  return rowsOf(table?.values ?? [], table?.columns ?? [], "BLANK");
}

function rowsOf(
  values: readonly (readonly CellValue[])[],
  columns: readonly { readonly type: ColumnType }[],
  unknown: "NOT_AVAILABLE" | "BLANK",
): (CellResult | Error)[][] {
  const hasFormats = holdsNumberFormats();
  return (values[0] ?? []).map((_, row) =>
    columns.map(({ type }, column) => {
      const value = values[column]?.[row] ?? null;
      if (value === null) return unknown === "BLANK" ? "" : notAvailable("There is no figure for this quarter.");
      const cell = cellFromServer(value, type);
      return hasFormats && typeof cell === "number" ? formatted(cell, numberFormat(type)) : cell;
    }),
  );
}

const formatted = (basicValue: number, format: string): CellResult =>
  format === "General" ? basicValue : { type: "FormattedNumber", basicValue, numberFormat: format };

/** The usual format of the type, with the decimals that a KPI is shown with. */
function formatOf(type: ColumnType, decimals: number | null): string {
  if (decimals === null) return numberFormat(type);
  const places = decimals > 0 ? `.${"0".repeat(decimals)}` : "";
  return type === "PERCENT" ? `0${places}%` : `#,##0${places};[Red]-#,##0${places}`;
}

function propertiesOf(answer: Answer): NumberWithProperties["properties"] {
  const { label, period, asAt, source, numerator, denominator } = answer;
  const state = answer.isLastKnown ? "Last known: Sevenfold cannot be reached" : answer.state;
  const string = (name: string, value: string | null | undefined) =>
    value ? [[name, { type: "String", basicValue: value }] as const] : [];
  const number = (name: string, value: string | null | undefined) =>
    value ? [[name, { type: "Double", basicValue: Number(value) }] as const] : [];
  const day = asAt ? serialFromDate(asAt) : undefined;
  return Object.fromEntries<Property | FormattedNumber>([
    ...string("name", label),
    ...string("period", period),
    ...(day === undefined
      ? []
      : [["asAt", { type: "FormattedNumber", basicValue: day, numberFormat: numberFormat("DATE") }] as const]),
    ...string("state", state),
    ...number("numerator", numerator),
    ...number("denominator", denominator),
    ...string("source", source),
  ]);
}
