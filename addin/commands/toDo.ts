import { askCells } from "../api/cells.js";
import { ask, type RequestOptions } from "../api/client.js";
import { SHEET, type SheetCondition } from "../api/operations.js";
import type { LinkedTable } from "./linkedTables.js";
import { counted, type Outcome } from "./outcome.js";
import { pullTable } from "./pullTable.js";

/** Something in this workbook that wants doing. `urgent` is what can go wrong for others, or be lost. */
export interface ToDo {
  readonly key: "UNANSWERED" | "CONFLICTS" | "EDITS" | "DELETED" | "UNREADABLE" | "GONE_ROWS" | "STALE";
  readonly text: string;
  readonly isUrgent: boolean;
}

/** Figures older than this may have been overtaken. */
const STALE_DAYS = 7;
const DAY_MS = 86_400_000;

/** What wants doing, most urgent first, from what is known without asking the server; `cellEdits` are those in linked cells. */
export function toDoList(
  tables: readonly LinkedTable[],
  isPublishUnanswered: boolean,
  now: Date,
  cellEdits = 0,
): ToDo[] {
  const sum = (pick: (table: LinkedTable) => number) => tables.reduce((all, table) => all + pick(table), 0);
  const live = tables.filter(({ binding, sheetName }) => sheetName !== null && binding.frozenAt === undefined);
  const conflicts = live.reduce((all, { binding }) => all + (binding.conflictsAhead ?? 0), 0);
  const edits = cellEdits + sum((table) => table.edits ?? 0);
  const deleted = tables.filter(({ sheetName }) => sheetName === null);
  const unreadable = live.filter((table) => table.edits === null);
  const goneRows = sum((table) => table.goneRows);
  const stale = live.filter(({ binding }) => now.getTime() - Date.parse(binding.readAt) > STALE_DAYS * DAY_MS);
  const oldest = Math.min(...stale.map(({ binding }) => Date.parse(binding.readAt)));
  const found: (ToDo | false)[] = [
    isPublishUnanswered && {
      key: "UNANSWERED",
      text: "Your last publish got no answer: ask again what became of it",
      isUrgent: true,
    },
    conflicts > 0 && {
      key: "CONFLICTS",
      text: `${counted(conflicts, "edit")} of yours changed by someone else too`,
      isUrgent: true,
    },
    edits > 0 && { key: "EDITS", text: `${counted(edits, "edit")} not published`, isUrgent: false },
    unreadable.length > 0 && {
      key: "UNREADABLE",
      text: `${named(unreadable)} cannot be compared: key columns are gone`,
      isUrgent: true,
    },
    deleted.length > 0 && { key: "DELETED", text: `${named(deleted)}: deleted from the workbook`, isUrgent: true },
    stale.length > 0 && {
      key: "STALE",
      text: `${named(stale)}: read ${Math.floor((now.getTime() - oldest) / DAY_MS)} days ago`,
      isUrgent: false,
    },
    goneRows > 0 && {
      key: "GONE_ROWS",
      text: `${counted(goneRows, "row")} no longer in Sevenfold or its filter, in grey`,
      isUrgent: false,
    },
  ];
  return found.filter((each) => each !== false);
}

const named = (tables: readonly LinkedTable[]): string => {
  const labels = tables.map(({ binding }) => binding.label);
  return labels.length <= 2 ? labels.join(" and ") : `${labels[0]} and ${labels.length - 1} more`;
};

/** KPIs of one quarter that missed their target by more than the tolerance. */
export interface MissedTargets {
  readonly period: string;
  readonly figures: readonly string[];
  readonly where: readonly SheetCondition[];
}

/** Those of a force, or of everybody for null, in the quarter that ended last; null when there is none. Errors: `ApiProblem`. */
export async function missedTargets(
  force: { readonly code: string } | null,
  options: RequestOptions = {},
): Promise<MissedTargets | null> {
  const cells = await askCells([{ calendar: { offset: -1, as: null } }], { ...options, details: false });
  const period = cells[0]?.value;
  if (typeof period !== "string") return null;
  const where: SheetCondition[] = [
    { field: "period", operator: "IN", values: [period] },
    { field: "rag", operator: "IN", values: ["RED"] },
    { field: "measure", operator: "IN", values: ["QUARTER"] },
    ...(force === null ? [] : [{ field: "organisation", operator: "IN", values: [force.code] } as const]),
  ];
  const { sheet } = await ask(SHEET, { dataset: "KPIS", columns: ["name", "organisation"], where }, options);
  const [names = [], organisations = []] = sheet.values;
  const figures = names.map((name, row) =>
    force === null ? `${String(name)}, ${String(organisations[row])}` : String(name),
  );
  return figures.length === 0 ? null : { period, figures, where };
}

/** Pulls those figures as a table of their own. */
export function pullMissedTargets({ where, period }: MissedTargets): Promise<Outcome> {
  const columns = ["kpi", "name", "organisation", "period", "value", "unit", "target", "rag", "ragReason"];
  return pullTable({ dataset: "KPIS", label: `Red KPIs ${period}`, columns, where, target: "NEW_SHEET" });
}
