import { addMonths, type CalendarDate, shownDate } from "../shared/calendar.js";
import { type Cell, isBlank, shown } from "../shared/cell.js";
import {
  type Reading,
  readCompanyNumber,
  readDate,
  readEndDate,
  readMoney,
  readMonths,
  readPostcode,
  readSupplierIdentifier,
  readText,
  readYesNo,
  type Remark,
} from "../shared/ukReading.js";
import { type MappedColumn } from "./headings.js";
import {
  type CategoryFacts,
  type ContractFacts,
  type RegisterField,
  type RowDraft,
  type RowProblem,
  type SupplierFacts,
} from "./import.js";
import { valueFacts } from "./contractChanges.js";
import { collaborationLabels, readLabel, routeLabels } from "./labels.js";
import { readExtensionOptions } from "./extensionText.js";
import { type FileRow } from "./registerRows.js";

/** Said about one row; the import says it once for all rows of a column. */
export interface RowNotice extends Remark {
  readonly row: number;
  readonly column: string | null;
  readonly value: string | null;
}

export interface RowReading {
  /** Null when the row has problems. */
  readonly draft: RowDraft | null;
  readonly problems: readonly RowProblem[];
  readonly notices: readonly RowNotice[];
}

export interface RowRules {
  readonly sheet: string | null;
  readonly columns: ReadonlyMap<RegisterField, MappedColumn>;
  readonly vatBasis: "NET" | "GROSS" | null;
  readonly today: CalendarDate;
}

/**
 * One row of a register as a contract, or every reason why it cannot be one.
 *
 * - A reference and a title are needed. Without a reference a second import could not find the contract again.
 * - A day that does not exist, an amount that is not exact, an end before the start and a value below zero are refused.
 * - A supplier's company number or size that cannot be read is left out with a notice: it does not make the contract wrong.
 */
export function readRow(row: FileRow, rules: RowRules): RowReading {
  const reader = new RowReader(row, rules);
  const reference = reader.reference();
  const facts = reader.facts();
  const supplier = reader.supplier();
  const { problems, notices } = reader;
  if (problems.length > 0 || reference === undefined || facts === null) return { draft: null, problems, notices };
  return { draft: { row: row.row, sheet: rules.sheet, reference, facts, supplier }, problems, notices };
}

const LONGEST_DESCRIPTION = 4000;

class RowReader {
  readonly problems: RowProblem[] = [];
  readonly notices: RowNotice[] = [];

  constructor(
    private readonly row: FileRow,
    private readonly rules: RowRules,
  ) {}

  reference(): string | undefined {
    const reference = this.read("reference", (cell) => readText(cell, 100));
    if (reference === undefined && !this.refusedAlready("reference")) {
      this.refuse("reference", {
        code: "NO_REFERENCE",
        reason:
          "no contract reference, so a second import could not find it again. Give it one, or map another column with --map.",
      });
    }
    return reference;
  }

  facts(): ContractFacts | null {
    const title = this.read("title", (cell) => readText(cell, 500));
    if (title === undefined && !this.refusedAlready("title")) {
      this.refuse("title", { code: "NO_TITLE", reason: "no title. Say in a few words what the contract is for." });
    }
    const startsOn = this.date("startsOn");
    const initialEndsOn = this.read("initialEndsOn", readEndDate);
    if (startsOn && initialEndsOn && initialEndsOn < startsOn) {
      this.refuse("initialEndsOn", {
        code: "ENDS_BEFORE_START",
        reason: `the contract ends on ${shownDate(initialEndsOn)}, before it starts on ${shownDate(startsOn)}. Correct one of the dates.`,
      });
    }
    const maximumEndsOn = this.attempt("maximumEndsOn", readDate);
    const isEarlier = maximumEndsOn && initialEndsOn && maximumEndsOn < initialEndsOn;
    if (isEarlier) {
      this.notice("maximumEndsOn", {
        code: "MAXIMUM_BEFORE_END",
        reason: "The end with all extensions is before the end itself, so it was left out.",
      });
    }
    const annualValue = this.money("annualValue");
    const awardValue = this.money("awardValue");
    const stated = Object.fromEntries(valueFacts.map((field) => [field, this.money(field)]));
    const isStated = Object.values(stated).some((amount) => amount !== undefined);
    const description = this.description(title);
    const facts = {
      title: title ?? "",
      description,
      ocid: this.read("ocid", (cell) => readText(cell, 100)),
      category: this.category(),
      authority: this.read("authority", (cell) => readText(cell, 300)),
      leadForce: this.read("leadForce", (cell) => readText(cell, 200)),
      collaborationLevel: this.read("collaborationLevel", (cell) => readLabel(cell, collaborationLabels)),
      routeToMarket: this.read("routeToMarket", (cell) => readLabel(cell, routeLabels)),
      awardedOn: this.awardedOn(),
      startsOn,
      initialEndsOn,
      maximumEndsOn: isEarlier ? undefined : maximumEndsOn,
      extensionOptions: this.attempt("extensionOptions", readExtensionOptions),
      extensionNoticeOn: this.attempt("extensionNoticeOn", readDate),
      reviewOn: this.date("reviewOn"),
      noticeMonths: this.read("noticeMonths", readMonths),
      annualValue,
      awardValue,
      ...stated,
      statedVatBasis: isStated ? (this.rules.vatBasis ?? undefined) : undefined,
      valueVatBasis: annualValue || awardValue ? (this.rules.vatBasis ?? undefined) : undefined,
      ownerRole: this.read("ownerRole", (cell) => readText(cell, 200)),
      managedByProcurement: this.read("managedByProcurement", readYesNo),
      note: this.read("note", (cell) => readText(cell, LONGEST_DESCRIPTION, true)),
    };
    if (title === undefined) return null;
    return Object.fromEntries(
      Object.entries(facts).filter(([, fact]) => fact !== undefined),
    ) as unknown as ContractFacts;
  }

  supplier(): SupplierFacts | null {
    const name = this.read("supplier", (cell) => readText(cell, 300));
    const companyNumber =
      this.attempt("supplierCompanyNumber", readCompanyNumber) ??
      this.attempt("supplierIdentifier", readSupplierIdentifier);
    // Where an amount stands in a yes-or-no column the cells of the row have slipped, so neither flag can be believed.
    const flags = ["supplierIsSme", "supplierIsVcse"] as const;
    const slipped = flags.find((field) => /\d{2,}|£/.test(shown(this.cell(field))));
    if (slipped) {
      this.notice(slipped, {
        code: "CELLS_SLIPPED",
        reason:
          "An amount stands in a yes-or-no column, so the row's cells may have slipped. Neither SME nor VCSE was taken from it.",
      });
    }
    const [isSme, isVcse] = slipped ? [] : flags.map((field) => this.attempt(field, readYesNo));
    const postcode = this.attempt("supplierAddress", readPostcode);
    if (name === undefined) return null;
    return {
      name,
      companyNumber: companyNumber ?? null,
      isSme: isSme ?? null,
      isVcse: isVcse ?? null,
      postcode: postcode ?? null,
    };
  }

  private description(title: string | undefined): string | undefined {
    // Many registers repeat the title as the description.
    const text = this.read("description", (cell) => readText(cell, 1_000_000, true));
    if (text === undefined || text.replace(/\s+/g, " ") === title) return undefined;
    if (text.length <= LONGEST_DESCRIPTION) return text;
    this.notice("description", {
      code: "TEXT_CUT",
      reason: "The text is longer than 4,000 characters; the rest was left off.",
    });
    return text.slice(0, LONGEST_DESCRIPTION).toWellFormed();
  }

  private awardedOn(): CalendarDate | undefined {
    const awardedOn = this.date("awardedOn");
    if (awardedOn && awardedOn > addMonths(this.rules.today, 24)) {
      this.notice("awardedOn", {
        code: "FAR_AWAY_DATE",
        reason: "The award is over two years in the future. It was kept; check the year.",
      });
    }
    return awardedOn;
  }

  private date(field: RegisterField): CalendarDate | undefined {
    return this.read(field, readDate);
  }

  private money(field: RegisterField): string | undefined {
    const amount = this.read(field, readMoney);
    if (amount?.startsWith("-")) {
      this.refuse(field, {
        code: "VALUE_BELOW_ZERO",
        reason:
          "a contract's value cannot be below zero. If it is a credit or an income, clear the value and say so in the note.",
      });
    }
    if (amount === "0.00") {
      this.notice(field, {
        code: "ZERO_VALUE",
        reason: "The value 0 was kept as nothing to pay. Clear it where the value is not known.",
      });
    }
    return amount;
  }

  private category(): CategoryFacts | undefined {
    const text = (field: RegisterField) => this.read(field, (cell) => readText(cell, 2000));
    const [cpvCode, cpvLabel, proclassCode, proclassLabel, label] = [
      text("cpvCode"),
      text("cpvLabel"),
      text("proclassCode"),
      text("proclassLabel"),
      text("category"),
    ];
    const cpv = /^(\d{8})(-\d)?\b/.exec(cpvCode ?? "");
    if (cpv) return { scheme: "CPV", code: cpv[1] ?? "", name: named(cpvLabel) };
    if (proclassCode) return { scheme: "PROCLASS", code: proclassCode.slice(0, 100), name: named(proclassLabel) };
    // "Software package - 48000000, IT services - 72000000": the first is the main one.
    const listed = /^(.+?) - (\d{8})(?:,|$)/.exec(label ?? "");
    if (listed) return { scheme: "CPV", code: listed[2] ?? "", name: named(listed[1]) };
    const name = named(label ?? cpvLabel ?? proclassLabel ?? cpvCode);
    return name === null ? undefined : { scheme: "LOCAL", code: null, name };
  }

  private cell(field: RegisterField): Cell {
    const column = this.rules.columns.get(field);
    return (column && this.row.cells[column.index]) ?? null;
  }

  /** What the field's cell says, or undefined if it says nothing; a refusal becomes a problem of the row. */
  private read<T>(field: RegisterField, reading: (cell: Cell) => Reading<T>): T | undefined {
    if (!this.rules.columns.has(field)) return undefined;
    const result = reading(this.cell(field));
    if (result.kind === "REFUSED") {
      this.refuse(field, result.remark);
      return undefined;
    }
    if (result.notice) this.notice(field, result.notice);
    return result.kind === "VALUE" ? result.value : undefined;
  }

  /** The same for what does not make a contract wrong: a refusal becomes a notice. */
  private attempt<T>(field: RegisterField, reading: (cell: Cell) => Reading<T>): T | undefined {
    return this.read(field, (cell) => {
      const result = reading(cell);
      return result.kind === "REFUSED"
        ? { kind: "BLANK", notice: { ...result.remark, reason: sameForAll(result.remark) } }
        : result;
    });
  }

  private refusedAlready(field: RegisterField): boolean {
    const heading = this.rules.columns.get(field)?.heading;
    return heading !== undefined && this.problems.some(({ column }) => column === heading);
  }

  private refuse(field: RegisterField, remark: Remark): void {
    const { heading, value } = this.place(field);
    this.problems.push({
      row: this.row.row,
      sheet: this.rules.sheet,
      column: heading,
      value,
      code: remark.code,
      reason: `Row ${this.row.row}: ${remark.reason}`,
      suggestion: remark.suggestion ?? null,
    });
  }

  private notice(field: RegisterField, remark: Remark): void {
    const { heading, value } = this.place(field);
    this.notices.push({ ...remark, row: this.row.row, column: heading, value });
  }

  private place(field: RegisterField): { heading: string | null; value: string | null } {
    const cell = this.cell(field);
    return {
      heading: this.rules.columns.get(field)?.heading ?? null,
      value: isBlank(cell) ? null : shown(cell).slice(0, 200),
    };
  }
}

const named = (text: string | undefined): string | null => text?.slice(0, 200) ?? null;

/** Notices are said once for a column, so they may not quote one cell. */
const sameForAll = ({ code, reason }: Remark): string =>
  code === "NOT_YES_OR_NO"
    ? "The cell is neither yes nor no, so it was left out."
    : code === "NOT_A_DATE" || code === "NO_SUCH_DAY" || code === "NO_DAY_GIVEN"
      ? "The cell is no day, so it was left out."
      : reason;
