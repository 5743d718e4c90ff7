import { ask, type RequestOptions } from "../api/client.js";
import { KPI_FIGURES, SHEET } from "../api/operations.js";
import { linkedCells, type Figure, type LinkedCell } from "../workbook/bindings.js";
import type { Cell, ColumnType } from "../workbook/cells.js";
import { usualStyle, type ColumnStyle } from "../workbook/columnStyle.js";
import {
  linkedCellPlaces,
  linkSelectedCell,
  putFigureBack,
  refreshLinkedCells,
  selectLinkedCell,
  shownCell,
  type FigureAnswer,
  type LinkedCellPlace,
} from "../workbook/linkedCell.js";
import { selectedCell, type SelectedCell } from "../workbook/ownTable.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";

export { usualStyle, type ColumnStyle, type Figure, type LinkedCellPlace, type SelectedCell };

/** A figure as the server gave it, with what a person should see beside it. */
export interface ShownFigure extends FigureAnswer {
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly label: string;
  readonly asAt: string | null;
}

const MEASURES = { QUARTER: "", YEAR_TO_DATE: ", year to date", TARGET: ", target", RAG: ", RAG" } as const;

/** Asks for figures, in as few requests as there are kinds of them. One answer per figure. Errors: `ApiProblem`. */
export async function askFigures(figures: readonly Figure[], options: RequestOptions = {}): Promise<ShownFigure[]> {
  const answers = new Map<Figure, ShownFigure>();
  const kpis = figures.filter((figure) => figure.kind === "KPI");
  if (kpis.length > 0) {
    const requests = kpis.map(({ kpi, force, period, measure, asAt }) => ({ kpi, force, period, measure, asAt }));
    const { cells } = await ask(KPI_FIGURES, { requests }, options);
    kpis.forEach((figure, index) => {
      const answer = cells[index];
      const when = answer?.period ?? figure.period;
      const words = [answer?.label ?? figure.kpi, figure.force ?? "whole collaboration", when].filter(Boolean);
      answers.set(figure, {
        value: answer?.problem ? null : (answer?.value ?? null),
        problem: answer?.problem?.message ?? (answer ? null : "Sevenfold left this figure unanswered."),
        type: answer?.type ?? "NUMBER",
        unit: answer?.unit ?? null,
        label: `${words.join(", ")}${MEASURES[figure.measure]}`,
        asAt: figure.asAt,
        row: null,
      });
    });
  }
  const fields = figures.filter((figure) => figure.kind === "FIELD");
  for (const group of Map.groupBy(fields, ({ dataset, asAt }) => `${dataset} ${asAt ?? ""}`).values()) {
    for (const [figure, answer] of await askFields(group, options)) answers.set(figure, answer);
  }
  return figures.map((figure) => answers.get(figure) as ShownFigure);
}

type FieldFigure = Extract<Figure, { kind: "FIELD" }>;

/** Figures of one dataset at one date. */
async function askFields(
  figures: readonly FieldFigure[],
  options: RequestOptions,
): Promise<[FieldFigure, ShownFigure][]> {
  const [first] = figures;
  if (!first) return [];
  const columns = [...new Set(["reference", ...figures.map(({ field }) => field)])];
  const references = [...new Set(figures.map(({ reference }) => reference))];
  const where = [{ field: "reference", operator: "IN" as const, values: references }];
  const asAt = first.asAt === null ? {} : { asAt: first.asAt };
  const { sheet } = await ask(SHEET, { dataset: first.dataset, columns, where, ...asAt }, options);
  const valuesOf = (field: string) => sheet.values[sheet.columns.findIndex((column) => column.field === field)] ?? [];
  return figures.map((figure) => {
    const row = valuesOf("reference").indexOf(figure.reference);
    const column = sheet.columns.find(({ field }) => field === figure.field);
    const value = row < 0 ? null : (valuesOf(figure.field)[row] ?? null);
    const label = `${figure.reference}, ${column?.label ?? figure.field}`;
    const problem =
      row < 0
        ? `There is no ${figure.reference} any more. Unlink the cell, or link it to another.`
        : value === null
          ? `${label} is not known.`
          : null;
    const type = column?.type ?? "TEXT";
    const id = sheet.ids[row];
    // What stood at an earlier date is not edited.
    const editable = column?.editable === true && figure.asAt === null;
    return [
      figure,
      {
        ...{ value, problem, type, label },
        unit: column?.unit ?? null,
        asAt: sheet.asAt,
        row: id === undefined ? null : { id, version: sheet.versions[row] ?? 0, editable },
      },
    ];
  });
}

/** What the cell would show. */
export function cellPreview({ value, type }: ShownFigure, style: ColumnStyle): Cell {
  return shownCell({ value, type, style });
}

/** The selected cell; what is in it is replaced, unless it is a formula. Errors: `WorkbookProblem`. */
export const lookAtCell = selectedCell;

/** Links the selected cell to a figure. */
export async function linkCell(figure: Figure, style: ColumnStyle): Promise<Outcome> {
  try {
    const [answer] = await askFigures([figure]);
    if (!answer) throw new Error("The server left the figure unanswered.");
    const { value, problem, row = null, ...described } = answer;
    const place = await linkSelectedCell(
      { figure, style, ...described },
      { value, problem, row },
      new Date().toISOString(),
    );
    const where = place.address ?? "the cell";
    if (place.state === "FORMULA") {
      return attention(`Linked ${where} to ${answer.label}. Your formula stays; Sevenfold's value is on the Data tab.`);
    }
    return problem === null
      ? done(`Linked ${where} to ${answer.label}.`)
      : attention(`Linked ${where}. It shows #N/A for now: ${problem}`);
  } catch (error) {
    return failed(error);
  }
}

/** All linked cells as they stand. Errors: `WorkbookProblem`. */
export const linkedCellList = linkedCellPlaces;

/** Brings all linked cells that are not frozen up to date. Null: there is none. */
export async function refreshCells(): Promise<Outcome | null> {
  const live = (await linkedCells()).filter((link) => link.frozenAt === undefined);
  return live.length === 0 ? null : refreshOf(live);
}

/** Brings one linked cell up to date. */
export async function refreshCell(id: string): Promise<Outcome> {
  const link = (await linkedCells()).find((each) => each.id === id);
  if (!link) return attention("This cell is no longer linked. Link it again to work with it.");
  if (link.frozenAt !== undefined) return attention(`${link.label} is frozen. Thaw it on the Data tab first.`);
  return refreshOf([link]);
}

async function refreshOf(links: readonly LinkedCell[]): Promise<Outcome> {
  try {
    const answers = await askFigures(links.map((link) => link.figure));
    const byId = new Map(
      links.map((link, index): [string, FigureAnswer] => {
        const { value = null, problem = null, row = null } = answers[index] ?? {};
        return [link.id, { value, problem, row }];
      }),
    );
    const counts = await refreshLinkedCells(byId, new Date().toISOString());
    const notes = [
      counts.changed > 0 ? `${counted(counts.changed, "figure")} changed.` : "nothing had changed.",
      counts.formulasKept > 0 && `${counted(counts.formulasKept, "formula")} of yours kept.`,
      counts.typedKept > 0 && `${counted(counts.typedKept, "value")} that you typed kept: see Changes.`,
      counts.unavailable > 0 && `${counted(counts.unavailable, "figure")} not available: see Data.`,
    ].filter((note) => note !== false);
    const text = `Refreshed ${counted(counts.cells, "linked cell")}: ${notes.join(" ")}`;
    return counts.typedKept + counts.unavailable > 0 ? attention(text) : done(text);
  } catch (error) {
    return failed(error);
  }
}

/** Replaces what the user typed into a linked cell by Sevenfold's figure. */
export async function takeFigure(id: string, label: string): Promise<Outcome> {
  try {
    await putFigureBack(id);
    return done(`${label}: Sevenfold's figure is back in the cell.`);
  } catch (error) {
    return failed(error);
  }
}

/** Shows a linked cell. */
export async function goToCell(id: string): Promise<Outcome> {
  try {
    await selectLinkedCell(id);
    return done("");
  } catch (error) {
    return failed(error);
  }
}
