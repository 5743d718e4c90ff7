import { type RequestContext } from "../context.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { asRecorded } from "../history/index.js";
import { parseIsoDate } from "../shared/calendar.js";
import { BadRequest } from "../shared/problem.js";
import { type Dataset, datasets, type SheetCondition } from "../workbooks/index.js";
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
 * `&annualValue.atLeast=50000`, `.atMost`, `.contains`, `.not`, `&asAt=2026-03-31`, and `&recordedAt=2026-04-02T09:30:00Z` for
 * what was recorded by then. `&updatedSince=2026-11-01T06:00:00Z`: only rows changed since, with the columns `updatedAt` and
 * `deleted`, which is true for rows that were taken off since.
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
  const updatedSince = momentIn(search, "updatedSince");
  const changes = updatedSince === null ? [] : ["updatedAt", "deleted"];
  const rows = allRows(asRecordedIn(search, ctx), dataset, {
    columns: columns === null || columns === "" ? null : columns.split(","),
    where: conditionsIn(search),
    asAt,
    updatedSince,
    raw: search.get("raw") === "true",
  });
  async function* pieces() {
    yield `${["id", "version", ...rows.columns.map(({ field }) => field), ...changes].join(",")}\r\n`;
    yield* rows.lines;
  }
  return { fileName: `${rowNames[dataset.name]}.csv`, pieces: pieces() };
}

const notConditions = new Set(["columns", "asAt", "raw", "recordedAt", "updatedSince"]);

function asRecordedIn(search: URLSearchParams, ctx: RequestContext): RequestContext {
  const moment = momentIn(search, "recordedAt");
  return moment === null ? ctx : asRecorded(ctx, moment);
}

/** The moment that an argument names, or null where it is left out. Errors: BadRequest for a text that is none. */
function momentIn(search: URLSearchParams, name: string): string | null {
  const moment = search.get(name);
  if (moment === null) return null;
  try {
    // A plus in an address is a space unless it is written %2B.
    return DateTimeScalar.parseValue(moment.replace(/ (?=\d\d:?\d\d$)/, "+"));
  } catch {
    const message = `${name} is "${moment}"; write a moment with its offset, such as 2026-04-02T09:30:00Z.`;
    throw new BadRequest(message, [name]);
  }
}

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
