import { askCells } from "../api/cells.js";
import type { RequestOptions } from "../api/client.js";
import type { CellValue, FigureOrigin } from "../api/operations.js";
import { currentBinding } from "../workbook/changes.js";
import { typeIntoCell } from "../workbook/linkedCell.js";
import { cellAtSelection, writeAsEdit, type FoundCell } from "../workbook/selectedCell.js";
import { functionOrigin } from "./functionOrigin.js";
import {
  describedColumn,
  fieldOrigin,
  figureById,
  figureName,
  kpiOrigin,
  nothing,
  type CallOrigin,
  type Origin,
} from "./origins.js";
import { done, failed, type Outcome } from "./outcome.js";

export type { CallOrigin, FigureOrigin, Origin };

/**
 * Looks at the selected cell, and asks the server what it is. In a formula with several SEVENFOLD functions, `which` counts from
 * 0. Errors: `ApiProblem`, `WorkbookProblem`.
 */
export async function whereFrom(options: RequestOptions = {}, which = 0): Promise<Origin> {
  const found = await cellAtSelection();
  const isOwn = found.kind === "OTHER" || (found.kind === "ROW" && found.column === null);
  const asked = isOwn ? await functionOrigin(found.at, which, options) : undefined;
  if (asked) return asked;
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
        note:
          "This cell is not linked. Select a cell of a linked table, a linked cell, or one with a SEVENFOLD function " +
          "(of a list, its first cell), then look again.",
      };
  }
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

async function figureCell(
  { at, link }: Extract<FoundCell, { kind: "FIGURE" }>,
  options: RequestOptions,
): Promise<Origin> {
  const { figure } = link;
  const note = at.formula === null ? null : "The cell holds a formula of yours; below is what Sevenfold has for it.";
  const origin =
    figure.kind === "KPI"
      ? await kpiOrigin(figure, at.address, link.label, options)
      : await fieldOrigin(figure, at.address, link.label, options);
  const isEditable = link.row?.editable === true && link.frozenAt === undefined && at.formula === null;
  return { ...origin, ...(note && origin.rowId !== null && { note }), linkId: isEditable ? link.id : null };
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
  const cells = await askCells([{ trend }], options);
  const [periods = [], values = []] = cells[0]?.table?.values ?? [];
  return periods.map((period, index) => ({ period: String(period), value: values[index] ?? null })).reverse();
}

/** Puts an earlier value into the cell, as an edit that is not published yet. */
export async function restoreValue(
  { bindingId, linkId, rowId, field, title, column }: Origin,
  value: CellValue,
): Promise<Outcome> {
  // The trail keeps every value as text.
  const restored = column?.type === "BOOLEAN" && typeof value === "string" ? value === "true" : value;
  try {
    if (linkId !== null) {
      await typeIntoCell(linkId, restored);
      return done(`${title}: the earlier value is in the cell, as an edit. Publish it from Changes.`);
    }
    if (bindingId === null || rowId === null || field === null) throw new Error("The cell cannot be edited.");
    await writeAsEdit(await currentBinding(bindingId), rowId, field, restored);
    return done(`${title}: the earlier value is in the cell, as an edit. Publish it from Changes.`);
  } catch (error) {
    return failed(error);
  }
}
