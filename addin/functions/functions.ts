import type { CellRequest } from "../api/operations.js";
import { cellAnswer, type Answer } from "./batch.js";
import { cellError, notAvailable, unreachable } from "./errors.js";
import { requests } from "./requests.js";
import { cellResult, listResult, tableResult } from "./results.js";

/*
 * All functions and the words they take, in one file: functions.json is made of these comments, and its generator looks at
 * one file alone. The words are the server's; it understands them in any case and names the nearest for one it does not know.
 * The generator takes no union for a parameter or a result, hence `any` where a cell may hand over or take more than one kind.
 */
/* eslint-disable @typescript-eslint/no-explicit-any */

/**
 * What of a KPI.
 * @customenum {string}
 */
enum KpiMeasure {
  /** The quarter's own figure; the usual one. */
  Quarter = "QUARTER",
  /** From 1 April to the quarter's last day. Never add it to a quarter's figure. */
  YearToDate = "YEAR_TO_DATE",
  /** The target for the quarter. */
  Target = "TARGET",
  /** GREEN, AMBER or RED against the target. */
  Rag = "RAG",
}

/**
 * Which kind of saving.
 * @customenum {string}
 */
enum SavingClass {
  /** Every kind; the usual choice. */
  All = "ALL",
  /** Takes money out of a budget. */
  Cashable = "CASHABLE",
  /** Frees money or time that stays where it is. */
  NonCashable = "NON_CASHABLE",
  /** A cost that would have come and did not. */
  CostAvoidance = "COST_AVOIDANCE",
  /** More or better service for the same money. */
  ServiceValue = "SERVICE_VALUE",
  /** A benefit that is not put in pounds. */
  NonMonetisable = "NON_MONETISABLE",
  /** Money received. */
  Income = "INCOME",
}

/**
 * How firm a saving is. Do not add stages together.
 * @customenum {string}
 */
enum SavingStage {
  /** Validated, delivering, realised or closed: what is reported as saved; the usual choice. */
  ValidatedOrLater = "VALIDATED_OR_LATER",
  /** Hoped for. */
  Pipeline = "PIPELINE",
  /** Signed, not yet agreed by finance. */
  Secured = "SECURED",
  /** Signed off by finance, or delivering. */
  Validated = "VALIDATED",
  /** Seen in invoices or budgets, or closed. */
  Realised = "REALISED",
}

/**
 * Which amount of a saving. Never add one measure to another.
 * @customenum {string}
 */
enum SavingMeasure {
  /** What falls in the period, less implementation cost; the usual one. */
  InYear = "IN_YEAR",
  /** Twelve months of savings that start in the period, before implementation cost. */
  FullYear = "FULL_YEAR",
  /** What savings that start in the period bring after their first financial year. */
  CarryOver = "CARRY_OVER",
  /** The whole, over their lives, of savings with something in the period. */
  Life = "LIFE",
}

/**
 * Fields of a contract that are asked for most; LIST("fields") has them all.
 * @customenum {string}
 */
enum ContractField {
  /** The contract's title. */
  Title = "title",
  /** Name of the supplier. */
  Supplier = "supplier",
  /** Code of the lead force. */
  LeadForce = "leadForce",
  /** Where the contract stands today. */
  Status = "status",
  /** Pounds a year, excluding VAT. */
  AnnualValue = "annualValue",
  /** Pounds over the whole contract, excluding VAT. */
  AwardValue = "awardValue",
  /** The first day. */
  StartsOn = "startsOn",
  /** The last day as extended so far. */
  CurrentEndsOn = "currentEndsOn",
}

/**
 * Lists of codes for drop-downs. A column with fixed values, such as status, is a list too.
 * @customenum {string}
 */
enum CodeList {
  /** Codes of the forces. */
  Forces = "FORCES",
  /** Codes of the collaborations. */
  Collaborations = "COLLABORATIONS",
  /** Codes of the KPIs. */
  Kpis = "KPIS",
  /** Quarters that have figures. */
  Periods = "PERIODS",
  /** Names of the suppliers. */
  Suppliers = "SUPPLIERS",
  /** Codes of the categories. */
  Categories = "CATEGORIES",
  /** References of the contracts. */
  Contracts = "CONTRACTS",
  /** References of the savings. */
  Savings = "SAVINGS",
  /** Fields of a contract, for CONTRACT and CONTRACTS. */
  Fields = "FIELDS",
}

/**
 * What of a quarter.
 * @customenum {string}
 */
enum QuarterPart {
  /** Its name, such as 2026-27 Q2; the usual one. */
  Quarter = "QUARTER",
  /** Its financial year, such as 2026-27. */
  Year = "YEAR",
  /** Its first day, a date. */
  FirstDay = "FIRST_DAY",
  /** Its last day, a date. */
  LastDay = "LAST_DAY",
}

/**
 * What changed.
 * @customenum {string}
 */
enum StampTarget {
  /** The contract register. */
  Contracts = "CONTRACTS",
  /** The savings register. */
  Savings = "SAVINGS",
  /** KPI figures. */
  Kpis = "KPIS",
  /** Spend: the latest day it was posted on. */
  Spend = "SPEND",
}

/**
 * A KPI's figure for a force and a quarter. Money is in pounds excluding VAT; 94.6% is 0.946, as in linked tables: show it with a percentage format.
 * @customfunction KPI
 * @param kpi Code of the KPI, for example "SPEND" or "COMPLIANCE". LIST("kpis") has them all.
 * @param force Code of the force or collaboration; leave out for the whole collaboration.
 * @param period Quarter, for example "2026-27 Q2"; -1 for the last quarter; leave out for the latest complete one.
 * @param measure The quarter's figure (usual), year to date, target or RAG.
 * @param asAt Date up to which rows count, for the quarter that it falls in; leave out for the figure as kept.
 * @returns The figure; #N/A with the reason when there is none, never 0 for absence.
 */
function kpi(
  kpi: any,
  force?: any,
  period?: any,
  measure?: KpiMeasure,
  asAt?: any,
  invocation?: CustomFunctions.CancelableInvocation,
): Promise<any> {
  return asked(requests.KPI(kpi, force, period, measure, asAt), invocation).then(cellResult);
}

/**
 * A KPI's figures quarter by quarter, under a heading, ready for a chart. A quarter without a figure is #N/A, which a chart leaves out.
 * @customfunction KPITREND
 * @param kpi Code of the KPI, for example "SPEND" or "COMPLIANCE". LIST("kpis") has them all.
 * @param force Code of the force or collaboration; leave out for the whole collaboration.
 * @param from First quarter, for example "2024-25 Q1"; leave out for eight quarters in all.
 * @param to Last quarter; leave out for the latest complete one.
 * @returns Two columns: quarter, and figure as KPI gives it.
 */
function kpiTrend(
  kpi: any,
  force?: any,
  from?: any,
  to?: any,
  invocation?: CustomFunctions.CancelableInvocation,
): Promise<any[][]> {
  const request = requests.KPITREND(kpi, force, from, to);
  return asked(request, invocation).then((answer) => tableResult(answer, "NOT_AVAILABLE"));
}

/**
 * What savings come to in a period, in pounds excluding VAT. Measures are never added to one another, nor stages.
 * @customfunction SAVING
 * @param force Code of the force or collaboration; leave out for everybody.
 * @param period Quarter or year, for example "2026-27 Q2" or "2026-27"; leave out for the latest complete quarter.
 * @param savingClass Kind of saving; leave out for all.
 * @param stage How firm; leave out for validated or later.
 * @param asAt Date: quarters that have begun by then count. In-year alone; leave out for the whole period.
 * @param measure In-year (usual), full-year, carry-over or life.
 * @returns The amount; #N/A with the reason where the force has no saving in the period.
 */
function saving(
  force?: any,
  period?: any,
  savingClass?: SavingClass,
  stage?: SavingStage,
  asAt?: any,
  measure?: SavingMeasure,
  invocation?: CustomFunctions.CancelableInvocation,
): Promise<any> {
  return asked(requests.SAVING(force, period, savingClass, stage, asAt, measure), invocation).then(cellResult);
}

/**
 * One field of a contract, as it is now.
 * @customfunction CONTRACT
 * @param reference The contract's reference, as on the register.
 * @param field Name of the field, for example "annualValue" or "currentEndsOn". LIST("fields") has them all.
 * @returns Pounds excluding VAT, a date, or text; #N/A with the reason when it is not known.
 */
function contract(
  reference: any,
  field: ContractField,
  invocation?: CustomFunctions.CancelableInvocation,
): Promise<any> {
  return asked(requests.CONTRACT(reference, field), invocation).then(cellResult);
}

/**
 * Contracts as a list under headings. Filters are a field and a value by turns, the value as in COUNTIFS: "KENT", ">=50000", "<>LOCAL", "*cloud*".
 * @customfunction CONTRACTS
 * @param columns Fields, as a range or as a text with commas: "reference,title,annualValue"; leave out for the usual ones.
 * @param top How many at most; leave out for all that match.
 * @param filters Field, value, field, value and so on, one by one or as ranges of two columns.
 * @returns Headings and one row a contract; blank where a value is not known.
 */
function contracts(
  columns?: any[][],
  top?: any,
  filters?: any[][][],
  invocation?: CustomFunctions.CancelableInvocation,
): Promise<any[][]> {
  return later(() => requests.CONTRACTS(columns, top, filters))
    .then((request) => asked(request, invocation))
    .then((answer) => tableResult(answer, "BLANK"));
}

/**
 * A list of codes, one below the other, for a drop-down of your own.
 * @customfunction LIST
 * @param name Name of the list, for example "forces", or a column with fixed values, for example "status".
 * @returns One column without a heading.
 */
function list(name: CodeList, invocation?: CustomFunctions.CancelableInvocation): Promise<any[][]> {
  return asked(requests.LIST(name), invocation).then(listResult);
}

/**
 * A quarter by Sevenfold's calendar, as text. It changes with Refresh all, not by itself.
 * @customfunction PERIOD
 * @param offset How many quarters on: 0 or left out for this one, -1 for the last complete one.
 * @param as The quarter's name (usual), its year, its first day or its last day.
 * @returns For example "2026-27 Q2"; a date for a day.
 */
function period(offset?: any, as?: QuarterPart, invocation?: CustomFunctions.CancelableInvocation): Promise<any> {
  return later(() => requests.PERIOD(offset, as))
    .then((request) => asked(request, invocation))
    .then(cellResult);
}

/**
 * The date of the figures, for a footer: the day of the last refresh, or the day on which something changed last. Show it with a date format.
 * @customfunction ASAT
 * @param target Whose latest change; leave out for the day of the last refresh.
 * @returns A date.
 */
function asAt(target?: StampTarget, invocation?: CustomFunctions.CancelableInvocation): Promise<any> {
  return asked(requests.ASAT(target), invocation).then(cellResult);
}

/** Arguments that cannot be used fail the call, not the batch. */
const later = async <Request extends CellRequest>(request: () => Request): Promise<Request> => request();

async function asked(request: CellRequest, invocation?: CustomFunctions.CancelableInvocation): Promise<Answer> {
  let answer: Answer | undefined;
  try {
    answer = await cellAnswer(request, invocation);
  } catch (error) {
    throw unreachable(error);
  }
  if (answer === undefined) throw notAvailable("Press Enter: Sevenfold is asked when the formula is complete.");
  if (answer.problem) throw cellError(answer.problem);
  return answer;
}

CustomFunctions.associate("KPI", kpi);
CustomFunctions.associate("KPITREND", kpiTrend);
CustomFunctions.associate("SAVING", saving);
CustomFunctions.associate("CONTRACT", contract);
CustomFunctions.associate("CONTRACTS", contracts);
CustomFunctions.associate("LIST", list);
CustomFunctions.associate("PERIOD", period);
CustomFunctions.associate("ASAT", asAt);
