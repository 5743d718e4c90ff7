import { ask, type RequestOptions } from "../api/client.js";
import {
  CELLS,
  DATASETS,
  FIGURE_BY_ID,
  FIGURES_NAMED,
  KPI_FIGURES,
  SHEET,
  type CellValue,
  type Dataset,
  type FigureOrigin,
  type SheetColumn,
} from "../api/operations.js";
import { currentBinding } from "../workbook/changes.js";
import type { Figure } from "../workbook/bindings.js";
import { cellAtSelection, writeAsEdit, type FoundCell } from "../workbook/selectedCell.js";
import { done, failed, type Outcome } from "./outcome.js";

export type { FigureOrigin };

/** Where the value of the selected cell comes from. */
export interface Origin {
  /** "Contracts!F2". */
  readonly address: string;
  /** "7F-2024-0001, Annual value"; what the cell is. */
  readonly title: string;
  /** What is worth knowing besides; null for nothing. */
  readonly note: string | null;
  /** What the column means; null where the cell is of no column of Sevenfold's. */
  readonly column: SheetColumn | null;
  /** The row whose history it has; null where there is none. */
  readonly rowId: string | null;
  /** Its field; null where the history of the whole thing is meant. */
  readonly field: string | null;
  /** What a KPI's figure is made of; null for anything else. */
  readonly figure: FigureOrigin | null;
  /** The linked table in which an earlier value can be put; null where the cell cannot be edited. */
  readonly bindingId: string | null;
}

/** Looks at the selected cell, and asks the server what it is. Errors: `ApiProblem`, `WorkbookProblem`. */
export async function whereFrom(options: RequestOptions = {}): Promise<Origin> {
  const found = await cellAtSelection();
  switch (found.kind) {
    case "FIGURE":
      return figureCell(found, options);
    case "HEADING":
      return {
        ...nothing(found.at.address, found.column?.label ?? "A column of your own"),
        column: await describedColumn(found.binding.dataset, found.column?.field, options),
        note: found.column ? null : "This column is yours: Sevenfold neither reads nor changes it.",
      };
    case "ROW":
      return rowCell(found, options);
    case "OTHER":
      return {
        ...nothing(found.at.address, found.at.address),
        note: "This cell is not linked. Select a cell of a linked table or a linked cell, then look again.",
      };
  }
}

function nothing(address: string, title: string): Origin {
  return { address, title, note: null, column: null, rowId: null, field: null, figure: null, bindingId: null };
}

async function describedColumn(
  dataset: Dataset,
  field: string | undefined,
  options: RequestOptions,
): Promise<SheetColumn | null> {
  if (field === undefined) return null;
  const { datasets } = await ask(DATASETS, {}, options);
  return datasets.find((each) => each.dataset === dataset)?.columns.find((each) => each.field === field) ?? null;
}

async function rowCell(
  { at, binding, column, id, name }: Extract<FoundCell, { kind: "ROW" }>,
  options: RequestOptions,
): Promise<Origin> {
  const described = await describedColumn(binding.dataset, column?.field, options);
  const figure = binding.dataset === "KPIS" && id !== "" ? await figureById(id, options) : null;
  const row = figure ? figureName(figure) : name;
  const common = { ...nothing(at.address, column ? `${row}, ${column.label}` : row), column: described, figure };
  if (id === "") return { ...common, note: "This row is not in Sevenfold yet: publish it, and its history begins." };
  const note = column
    ? at.formula === null
      ? null
      : "The cell holds a formula of yours; below is what Sevenfold has there."
    : "This column is yours: Sevenfold neither reads nor changes it. Below are the changes of the whole row.";
  const isEditable = column?.editable === true && at.formula === null && binding.frozenAt === undefined;
  return {
    ...common,
    note,
    rowId: id,
    // A figure's own changes are those of its target and colour, whichever of its cells is selected.
    field: figure ? null : (column?.field ?? null),
    bindingId: isEditable ? binding.id : null,
  };
}

/** "Compliance, Kent Police, 2026-27 Q2" */
export function figureName({ definition, force, collaboration, period, measure }: FigureOrigin): string {
  const whose = force ?? collaboration;
  const when = measure === "YEAR_TO_DATE" ? `${period} year to date` : period;
  return [definition.name, whose?.name, when].filter((part) => part !== undefined).join(", ");
}

async function figureById(id: string, options: RequestOptions): Promise<FigureOrigin | null> {
  const { node } = await ask(FIGURE_BY_ID, { id }, options);
  return node?.definition ? (node as FigureOrigin) : null;
}

async function figureCell(
  { at, link }: Extract<FoundCell, { kind: "FIGURE" }>,
  options: RequestOptions,
): Promise<Origin> {
  const { figure } = link;
  const note = at.formula === null ? null : "The cell holds a formula of yours; below is what Sevenfold has for it.";
  if (figure.kind === "KPI")
    return { ...(await kpiOrigin(figure, at.address, link.label, options)), ...(note && { note }) };
  const where = [{ field: "reference", operator: "IN" as const, values: [figure.reference] }];
  const { sheet } = await ask(SHEET, { dataset: figure.dataset, columns: [figure.field], where }, options);
  return {
    ...nothing(at.address, link.label),
    note: sheet.ids[0] === undefined ? `There is no ${figure.reference} any more.` : note,
    column: await describedColumn(figure.dataset, figure.field, options),
    rowId: sheet.ids[0] ?? null,
    field: figure.field,
  };
}

/** What a KPI's figure in a cell of its own is made of. */
export async function kpiOrigin(
  asked: Extract<Figure, { kind: "KPI" }>,
  address: string,
  label: string,
  options: RequestOptions,
): Promise<Origin> {
  const { kpi, force, measure, asAt } = asked;
  const [answer] = (
    await ask(KPI_FIGURES, { requests: [{ kpi, force, period: asked.period, measure, asAt }] }, options)
  ).cells;
  const period = answer?.period ?? asked.period;
  if (period === null) return { ...nothing(address, label), note: answer?.problem?.message ?? null };
  const { kpiFigures } = await ask(
    FIGURES_NAMED,
    {
      where: {
        codes: [kpi],
        periods: [period],
        measures: [measure === "YEAR_TO_DATE" ? measure : "QUARTER"],
        ...(force === null ? {} : { forces: [force], collaborations: [force] }),
      },
    },
    options,
  );
  const whole = kpiFigures.nodes.find(({ collaboration }) => collaboration !== null && collaboration.parent === null);
  const figure = (force === null ? whole : undefined) ?? kpiFigures.nodes[0];
  if (!figure) return { ...nothing(address, label), note: answer?.problem?.message ?? "There is no such figure." };
  const note =
    asAt === null
      ? null
      : "The cell shows the figure by the rows up to its as-at day; below is the figure as it is kept.";
  return { ...nothing(address, figureName(figure)), figure, rowId: figure.id, note };
}

/** A figure's value in one quarter; null where it is not known. */
export interface QuarterFigure {
  readonly period: string;
  readonly value: CellValue;
}

/** The same KPI in the last quarters that have ended, latest first. Errors: `ApiProblem`. */
export async function earlierQuarters(figure: FigureOrigin, options: RequestOptions = {}): Promise<QuarterFigure[]> {
  const trend = {
    kpi: figure.definition.code,
    force: (figure.force ?? figure.collaboration)?.code ?? null,
    ...{ from: null, to: null, measure: figure.measure },
  };
  const { cells } = await ask(CELLS, { requests: [{ trend }] }, options);
  const [periods = [], values = []] = cells[0]?.table?.values ?? [];
  return periods.map((period, index) => ({ period: String(period), value: values[index] ?? null })).reverse();
}

/** Puts an earlier value into the cell, as an edit that is not published yet. */
export async function restoreValue(
  { bindingId, rowId, field, title, column }: Origin,
  value: CellValue,
): Promise<Outcome> {
  try {
    if (bindingId === null || rowId === null || field === null) throw new Error("The cell cannot be edited.");
    // The trail keeps every value as text.
    const restored = column?.type === "BOOLEAN" && typeof value === "string" ? value === "true" : value;
    await writeAsEdit(await currentBinding(bindingId), rowId, field, restored);
    return done(`${title}: the earlier value is in the cell, as an edit. Publish it from Changes.`);
  } catch (error) {
    return failed(error);
  }
}
