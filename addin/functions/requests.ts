import type { CellRequest } from "../api/operations.js";
import { dateOrNull, names, pairs, text, textOrNull, wholeNumber, type Argument } from "./arguments.js";

/** An argument as a formula hands it over: a value, or the rows of a range. */
export type Given = Argument | readonly (readonly Argument[])[];

/**
 * What each function asks of the server, from its arguments in the order in which a formula has them. The cells' functions and
 * whoever explains a formula ask in the same way. Errors: #VALUE! for arguments that cannot be used.
 */
export const requests = {
  KPI: (kpi: Argument, force?: Argument, period?: Argument, measure?: Argument, asAt?: Argument) => ({
    kpi: text(kpi),
    force: textOrNull(force),
    period: textOrNull(period),
    measure: textOrNull(measure),
    asAt: dateOrNull(asAt),
  }),
  KPITREND: (kpi: Argument, force?: Argument, from?: Argument, to?: Argument) => ({
    trend: { kpi: text(kpi), force: textOrNull(force), from: textOrNull(from), to: textOrNull(to) },
  }),
  SAVING: (
    force?: Argument,
    period?: Argument,
    savingClass?: Argument,
    stage?: Argument,
    asAt?: Argument,
    measure?: Argument,
  ) => ({
    saving: {
      force: textOrNull(force),
      period: textOrNull(period),
      savingClass: textOrNull(savingClass),
      stage: textOrNull(stage),
      measure: textOrNull(measure),
      asAt: dateOrNull(asAt),
    },
  }),
  CONTRACT: (reference: Argument, field: Argument) => ({ contract: text(reference), field: text(field) }),
  CONTRACTS: (columns?: Given, top?: Argument, filters?: readonly Given[] | null) => ({
    contracts: { columns: names(columns), first: wholeNumber(top, "Top"), filters: pairs(filters) },
  }),
  LIST: (name: Argument) => ({ list: text(name) }),
  PERIOD: (offset?: Argument, as?: Argument) => ({
    calendar: { offset: wholeNumber(offset, "Offset") ?? 0, as: textOrNull(as) },
  }),
  ASAT: (target?: Argument) => ({ stamp: text(target) }),
} satisfies Record<string, (...given: never[]) => CellRequest>;
