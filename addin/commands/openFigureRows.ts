import { ask } from "../api/client.js";
import { FIGURE_ROWS, type FigureOrigin, type FigureRow } from "../api/operations.js";
import { pageRead, type PageRead } from "../api/pages.js";
import { createPlainTable } from "../workbook/plainTable.js";
import { figureName } from "./origins.js";
import { counted, done, failed, type Outcome } from "./outcome.js";

/** The most rows that the server gives in one page. */
const ROWS_PER_PAGE = 500;

/** The first of the rows behind a figure, and how many there are. Errors: `ApiProblem`. */
export async function figureRows(
  figure: FigureOrigin,
  first: number,
  after: string | null = null,
  signal?: AbortSignal,
): Promise<PageRead<FigureRow>> {
  const variables = {
    kpi: figure.definition.code,
    force: figure.force?.code ?? null,
    collaboration: figure.collaboration?.code ?? null,
    ...{ period: figure.period, measure: figure.measure, first, after },
  };
  const { kpiContributions } = await ask(FIGURE_ROWS, variables, signal ? { signal } : {});
  return pageRead(kpiContributions);
}

/**
 * Writes all rows behind a figure as a table on a new sheet, with what each adds. Ended by `signal` before the write, it leaves
 * the workbook as it was.
 */
export async function openFigureRows(
  figure: FigureOrigin,
  onProgress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Outcome> {
  try {
    const rows: FigureRow[] = [];
    let after: string | null = null;
    do {
      const page: PageRead<FigureRow> = await figureRows(figure, ROWS_PER_PAGE, after, signal);
      rows.push(...page.rows);
      onProgress(rows.length, page.total);
      after = page.next;
    } while (after !== null);
    signal?.throwIfAborted();
    const isDivided = figure.definition.denominatorMeaning !== null;
    // Rows add pounds and pence, or count as 1.
    const type = rows.some((row) => `${row.numerator} ${row.denominator}`.includes(".")) ? "MONEY" : "INTEGER";
    const sheetName = await createPlainTable({
      label: `${figure.definition.code} ${(figure.force ?? figure.collaboration)?.code ?? ""} ${figure.period}`,
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
    });
    return done(`Wrote ${counted(rows.length, "row")} behind ${figureName(figure)} on sheet ${sheetName}.`);
  } catch (error) {
    return signal?.aborted ? done("Cancelled. Nothing was written.") : failed(error);
  }
}
