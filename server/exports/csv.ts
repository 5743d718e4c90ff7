import { stringify } from "csv-stringify/sync";
import { type RequestContext } from "../context.js";
import { parseIsoDate } from "../shared/calendar.js";
import { BadRequest } from "../shared/problem.js";
import { type CellValue, type Column, type Dataset, datasets, type SheetCondition } from "../workbooks/index.js";
import { rowNames } from "./rows.resolver.js";
import { allRows } from "./rows.service.js";

/** A file being made: its name, and its text piece by piece. */
export interface CsvFile {
  readonly fileName: string;
  readonly pieces: AsyncIterable<string>;
}

const operators = { atLeast: "AT_LEAST", atMost: "AT_MOST", contains: "CONTAINS", not: "NOT_IN" } as const;

/** The dataset behind /rows/contract.csv, or null. */
export function datasetOfPath(pathname: string): Dataset | null {
  const name = /^\/rows\/(\w+)\.csv$/.exec(pathname)?.[1];
  return Object.values(datasets).find((dataset) => rowNames[dataset.name] === name) ?? null;
}

/**
 * A dataset as CSV: `?columns=reference,title` (all when left out), `&leadForce=KENT&leadForce=ESSEX` (one of),
 * `&annualValue.atLeast=50000`, `.atMost`, `.contains`, `.not`, `&asAt=2026-03-31`.
 *
 * Shape:  UTF-8, comma, CRLF, headings are the fields. Money and numbers are plain decimals, dates YYYY-MM-DD, unknown is
 *         empty. Text that a spreadsheet would run as a formula has an apostrophe before it; `&raw=true` leaves it out.
 * Errors: NotAllowed if not signed in; BadRequest naming a column or condition that cannot be used.
 */
export function csvFile(ctx: RequestContext, dataset: Dataset, search: URLSearchParams): CsvFile {
  const asAt = search.get("asAt");
  if (asAt !== null && parseIsoDate(asAt) === null) {
    throw new BadRequest(`asAt is "${asAt}"; write a date such as 2026-03-31.`, ["asAt"]);
  }
  const columns = search.get("columns");
  const raw = search.get("raw") === "true";
  const rows = allRows(ctx, dataset, {
    columns: columns === null || columns === "" ? null : columns.split(","),
    where: conditionsIn(search),
    asAt,
  });
  async function* pieces() {
    yield stringify([["id", "version", ...rows.columns.map(({ field }) => field)]], csvOptions);
    for await (const batch of rows.batches) {
      yield stringify(
        batch.map((row) => [
          `${dataset.idKind}_${row.id}`,
          row.version,
          ...rows.columns.map((column) => csvCell(column, row.cells[column.field] ?? null, raw)),
        ]),
        csvOptions,
      );
    }
  }
  return { fileName: `${rowNames[dataset.name]}.csv`, pieces: pieces() };
}

const csvOptions = { record_delimiter: "windows" } as const;
const notConditions = new Set(["columns", "asAt", "raw"]);

function conditionsIn(search: URLSearchParams): SheetCondition[] {
  return [...new Set(search.keys())]
    .filter((key) => !notConditions.has(key))
    .map((key) => {
      const [field = "", operator] = key.split(".");
      const known = operator === undefined ? "IN" : operators[operator as keyof typeof operators];
      if (!known) {
        throw new BadRequest(`"${key}" is not a condition. Use ${Object.keys(operators).join(", ")} after the dot.`, [
          key,
        ]);
      }
      return { field, operator: known, values: search.getAll(key) };
    });
}

function csvCell({ type }: Column, value: CellValue, raw: boolean): string {
  if (value === null) return "";
  const text = String(value);
  const isText = type === "TEXT" || type === "LOOKUP";
  return isText && !raw && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
