import { ask, type RequestOptions } from "../api/client.js";
import {
  DATASETS,
  FIGURE_BY_ID,
  FIGURES_NAMED,
  KPI_FIGURES,
  SHEET,
  type CellAnswer,
  type Dataset,
  type FigureOrigin,
  type SavingRow,
  type SheetColumn,
} from "../api/operations.js";
import type { Figure } from "../workbook/bindings.js";
import type { RowsBehind } from "./rowsBehind.js";

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
  /** The savings that a sum of savings is made of; null for anything else. */
  readonly savings: RowsBehind<SavingRow> | null;
  /** The linked table in which an earlier value can be put; null where the cell cannot be edited. */
  readonly bindingId: string | null;
  /** The linked cell in which an earlier value can be put; null for any other cell. */
  readonly linkId: string | null;
  /** What a SEVENFOLD function in the cell asks; null where there is none. */
  readonly call: CallOrigin | null;
}

/** What one SEVENFOLD function of a formula asks, and what it is answered. */
export interface CallOrigin {
  /** All the SEVENFOLD functions of the formula, as they stand there, and which of them this is. */
  readonly calls: readonly string[];
  readonly which: number;
  /** What the function gives. */
  readonly meaning: string;
  /** Its arguments by name, with their values as they are now; those left out are not among them. */
  readonly arguments: readonly (readonly [name: string, value: string])[];
  /** Null where the question cannot be told from outside. */
  readonly answer: CellAnswer | null;
}

/** An origin of which nothing else is known. */
export function nothing(address: string, title: string): Origin {
  return {
    address,
    title,
    note: null,
    column: null,
    rowId: null,
    field: null,
    figure: null,
    savings: null,
    bindingId: null,
    linkId: null,
    call: null,
  };
}

/** What a field means, in the words of the server. Errors: `ApiProblem`. */
export async function describedColumn(
  dataset: Dataset,
  field: string | undefined,
  options: RequestOptions,
): Promise<SheetColumn | null> {
  if (field === undefined) return null;
  const { datasets } = await ask(DATASETS, {}, options);
  return datasets.find((each) => each.dataset === dataset)?.columns.find((each) => each.field === field) ?? null;
}

/** "Compliance, Kent Police, 2026-27 Q2" */
export function figureName({ definition, force, collaboration, period, measure }: FigureOrigin): string {
  const whose = force ?? collaboration;
  const when = measure === "YEAR_TO_DATE" ? `${period} year to date` : period;
  return [definition.name, whose?.name, when].filter((part) => part !== undefined).join(", ");
}

/** A KPI figure by its id; null for the id of anything else. Errors: `ApiProblem`. */
export async function figureById(id: string, options: RequestOptions): Promise<FigureOrigin | null> {
  const { node } = await ask(FIGURE_BY_ID, { id }, options);
  return node?.definition ? (node as FigureOrigin) : null;
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
  // Without a period the question was not understood.
  const period = answer?.period ?? null;
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

/** What one field of one row is, for a cell that shows it by the row's reference. Errors: `ApiProblem`. */
export async function fieldOrigin(
  { dataset, reference, field }: Pick<Extract<Figure, { kind: "FIELD" }>, "dataset" | "reference" | "field">,
  address: string,
  label: string,
  options: RequestOptions,
): Promise<Origin> {
  const where = [{ field: "reference", operator: "IN" as const, values: [reference] }];
  const { sheet } = await ask(SHEET, { dataset, columns: [field], where }, options);
  return {
    ...nothing(address, label),
    note: sheet.ids[0] === undefined ? `There is no ${reference} any more.` : null,
    column: await describedColumn(dataset, field, options),
    rowId: sheet.ids[0] ?? null,
    field,
  };
}
