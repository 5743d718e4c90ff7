import { ask } from "../api/client.js";
import {
  FIGURE_ROWS,
  SAVING_ROWS,
  type CellRequest,
  type FigureOrigin,
  type FigureRow,
  type SavingRow,
} from "../api/operations.js";
import { pageRead, type PageRead } from "../api/pages.js";
import { createPlainTable, type PlainTable } from "../workbook/plainTable.js";
import { figureName } from "./origins.js";
import { counted, done, failed, type Outcome } from "./outcome.js";

/** The most rows that the server gives in one page. */
const ROWS_PER_PAGE = 500;

/** The rows that a number is made of. */
export interface RowsBehind<Row> {
  /** Tells them from the rows of other numbers. */
  readonly key: string;
  /** "Compliance, Kent Police, 2026-27 Q2" */
  readonly name: string;
  /** A page of them, and how many there are. Errors: `ApiProblem`. */
  read(first: number, after?: string | null, signal?: AbortSignal): Promise<PageRead<Row>>;
  /** All of them as a table of a sheet. */
  table(rows: readonly Row[]): PlainTable;
}

/** The rows behind a KPI's figure, with what each adds to its numerator and denominator. */
export function rowsBehindFigure(figure: FigureOrigin): RowsBehind<FigureRow> {
  const owner = figure.force ?? figure.collaboration;
  const isDivided = figure.definition.denominatorMeaning !== null;
  return {
    key: figure.id,
    name: figureName(figure),
    async read(first, after = null, signal) {
      const variables = {
        kpi: figure.definition.code,
        force: figure.force?.code ?? null,
        collaboration: figure.collaboration?.code ?? null,
        ...{ period: figure.period, measure: figure.measure, first, after },
      };
      return pageRead((await ask(FIGURE_ROWS, variables, signal ? { signal } : {})).kpiContributions);
    },
    table(rows) {
      // Rows add pounds and pence, or count as 1.
      const type = rows.some((row) => `${row.numerator} ${row.denominator}`.includes(".")) ? "MONEY" : "INTEGER";
      return {
        label: `${figure.definition.code} ${owner?.code ?? ""} ${figure.period}`,
        columns: [
          { heading: "Kind", type: "TEXT" },
          { heading: "Reference", type: "TEXT" },
          { heading: "Title", type: "TEXT" },
          { heading: isDivided ? "Adds to the numerator" : "Adds to the figure", type },
          ...(isDivided ? [{ heading: "Adds to the denominator", type } as const] : []),
        ],
        rows: rows.map(({ kind, reference, title, numerator, denominator }) => [
          kind.replaceAll("_", " "),
          ...[reference, title, numerator],
          ...(isDivided ? [denominator] : []),
        ]),
      };
    },
  };
}

/** The savings behind an answer to a question about savings, with what each adds. */
export function rowsBehindSavings(
  saving: NonNullable<CellRequest["saving"]>,
  label: string,
  period: string,
): RowsBehind<SavingRow> {
  const whose = saving.force?.toUpperCase() ?? "";
  return {
    key: JSON.stringify(saving),
    name: [label, whose, period].filter((part) => part !== "").join(", "),
    async read(first, after = null, signal) {
      const answer = await ask(SAVING_ROWS, { saving, first, after }, signal ? { signal } : {});
      return pageRead(answer.savingContributions);
    },
    table: (rows) => ({
      label: `Savings ${whose} ${period}`,
      columns: [
        { heading: "Reference", type: "TEXT" },
        { heading: "Title", type: "TEXT" },
        { heading: "Class", type: "TEXT" },
        { heading: "Stage", type: "TEXT" },
        { heading: "Adds to the figure", type: "MONEY" },
      ],
      rows: rows.map((row) => [row.reference, row.title, row.savingClass, row.stage, row.amount]),
    }),
  };
}

/**
 * Writes all rows behind a number as a table on a new sheet, with what each adds. Ended by `signal` before the write, it leaves
 * the workbook as it was.
 */
export async function openRowsBehind<Row>(
  behind: RowsBehind<Row>,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    const rows: Row[] = [];
    let after: string | null = null;
    do {
      const page: PageRead<Row> = await behind.read(ROWS_PER_PAGE, after, signal);
      rows.push(...page.rows);
      onProgress(rows.length, page.total);
      after = page.next;
    } while (after !== null);
    signal?.throwIfAborted();
    const sheetName = await createPlainTable(behind.table(rows));
    return done(`Wrote ${counted(rows.length, "row")} behind ${behind.name} on sheet ${sheetName}.`);
  } catch (error) {
    return signal?.aborted ? done("Cancelled. Nothing was written.") : failed(error);
  }
}
