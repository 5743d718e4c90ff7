import { CONTRACT_KPIS, refreshFigures } from "../kpis/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { checkFile } from "./fileSafety.js";
import { checkedOverrides, type HeadingOverrides } from "./headings.js";
import { type ContractDraft, type ImportAccount, type RowDraft, type RowProblem } from "./import.js";
import { saveContracts, type SavedContracts, waitForOtherImports } from "./import.repository.js";
import { type ContractOutcome, type ImportOrigin } from "./importOutcome.js";
import { NoticeTally } from "./notices.js";
import { contractsFrom } from "./oneContract.js";
import { openRegister, type OpenRegister } from "./registerReader.js";
import { readRow } from "./registerRules.js";

/** The part of a request's context that an import needs; the command line has no more. */
export type ImportContext = Pick<RequestContext, "access" | "database" | "today">;

export interface ImportRequest {
  /** As the person knows it; for messages and the audit trail. */
  readonly fileName: string;
  readonly content: Uint8Array;
  /** Heading to field, or null to leave a column out; over what the headings themselves say. */
  readonly map?: HeadingOverrides;
  /** Do everything, say what would happen, and keep nothing. */
  readonly dryRun?: boolean;
  /** Apply the good rows even where others are refused. */
  readonly keepGood?: boolean;
  /** The system whose references the file uses. Left out: they are the contracts' own. */
  readonly sourceSystem?: string;
  /** Which sheet of a workbook; left out: the first visible one with headings of a register. */
  readonly sheet?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly stage: "READING" | "SAVING";
  /** Rows read, or contracts saved, so far. */
  readonly done: number;
  /** How many there are; null while that is not known. */
  readonly of: number | null;
}

/** Contracts in one statement: enough to be quick, few enough to stay well within the statement timeout. */
const BATCH = 2_000;

/**
 * Imports a contracts register in one transaction. Where a row is refused nothing is applied, unless `keepGood` asks for
 * the good rows. Importing a file again changes nothing.
 *
 * Errors: NotAllowed; UnreadableFile when the file as a whole cannot be read. Rows that are wrong are in the account.
 */
export async function importRegister(ctx: ImportContext, request: ImportRequest): Promise<ImportAccount> {
  const viewer = ctx.access.require("imports:run");
  const file = await checkFile(request.content);
  const register = await openRegister(file, {
    map: checkedOverrides(request.map ?? {}),
    ...(request.sheet === undefined ? {} : { sheet: request.sheet }),
  });
  const read = await readRows(ctx, register, request);
  const origin: ImportOrigin = {
    personId: viewer.personId,
    reason: `Import of ${request.fileName}`.slice(0, 300),
    sourceSystem: request.sourceSystem ?? null,
    today: ctx.today,
    refusal: (forceId, name) => ctx.access.refusal("imports:run", forceId, name),
  };
  let account: ImportAccount | undefined;
  try {
    await ctx.database.transaction(async (transaction) => {
      const saved = await saveAll(transaction, read.contracts, origin, request);
      account = accountOf(register, read, saved, request);
      if (!account.applied) throw new KeepNothing();
      await refreshFigures(transaction, { kpis: CONTRACT_KPIS });
    });
  } catch (error) {
    if (!(error instanceof KeepNothing)) throw error;
  }
  return account as ImportAccount;
}

/** Rolls the transaction back after everything has been tried. */
class KeepNothing extends Error {}

interface RowsRead {
  readonly read: number;
  readonly contracts: readonly ContractDraft[];
  readonly problems: RowProblem[];
  readonly notices: NoticeTally;
}

async function readRows(ctx: ImportContext, register: OpenRegister, { onProgress }: ImportRequest): Promise<RowsRead> {
  const { vatBasis } = register.headings;
  const columns = new Map(register.headings.columns.map((column) => [column.field, column]));
  const rules = { sheet: register.sheet, columns, vatBasis, today: ctx.today };
  const drafts: RowDraft[] = [];
  const problems: RowProblem[] = [];
  const notices = new NoticeTally();
  let read = 0;
  for await (const row of register.rows) {
    read += 1;
    const reading = readRow(row, rules);
    if (reading.draft) drafts.push(reading.draft);
    problems.push(...reading.problems);
    for (const notice of reading.notices) notices.add(notice);
    if (read % 5_000 === 0) onProgress?.({ stage: "READING", done: read, of: null });
  }
  const { contracts, problems: conflicts } = contractsFrom(drafts);
  return { read, contracts, problems: [...problems, ...conflicts], notices };
}

async function saveAll(
  transaction: Database,
  contracts: readonly ContractDraft[],
  origin: ImportOrigin,
  { onProgress }: ImportRequest,
): Promise<SavedContracts[]> {
  await waitForOtherImports(transaction);
  const saved: SavedContracts[] = [];
  for (let from = 0; from < contracts.length; from += BATCH) {
    saved.push(await saveContracts(transaction, contracts.slice(from, from + BATCH), origin));
    onProgress?.({ stage: "SAVING", done: Math.min(from + BATCH, contracts.length), of: contracts.length });
  }
  return saved;
}

function accountOf(
  register: OpenRegister,
  rows: RowsRead,
  saved: readonly SavedContracts[],
  request: ImportRequest,
): ImportAccount {
  const counts = { created: 0, updated: 0, unchanged: 0 };
  const problems = [...rows.problems];
  const outcomes = saved.flatMap((batch) => batch.outcomes);
  rows.contracts.forEach((contract, at) => {
    const outcome = outcomes[at] as ContractOutcome;
    contract.rows.forEach((row, position) => {
      if (outcome.kind === "REFUSED") problems.push(problemOf(contract, row, outcome, register));
      else counts[rowOutcome(row, position, outcome)] += 1;
    });
  });
  for (const [batch, { otherNames }] of saved.entries()) {
    for (const { draft, given } of otherNames) {
      rows.notices.add({
        code: "SUPPLIER_UNDER_ANOTHER_NAME",
        reason: "The company number belongs to a supplier kept under another name; it was taken to be that supplier.",
        row: rows.contracts[batch * BATCH + draft]?.rows[0]?.row ?? 0,
        column: headingOf(register, "supplier"),
        value: given,
      });
    }
  }
  problems.sort((a, b) => a.row - b.row);
  const refused = new Set(problems.map(({ row }) => row)).size;
  const dryRun = request.dryRun ?? false;
  return {
    fileName: request.fileName,
    sheet: register.sheet,
    headingRow: register.headingRow,
    read: rows.read,
    ...counts,
    refused,
    skipped: register.skipped(),
    problems,
    notices: [...register.notices, ...netValues(register), ...rows.notices.all()],
    headings: register.headings.uses,
    newSuppliers: saved.flatMap((batch) => batch.newSuppliers),
    newAuthorities: saved.flatMap((batch) => batch.newAuthorities),
    newCategories: saved.flatMap((batch) => batch.newCategories),
    applied: !dryRun && (refused === 0 || request.keepGood === true),
    dryRun,
  };
}

function rowOutcome(
  row: ContractDraft["rows"][number],
  position: number,
  outcome: Exclude<ContractOutcome, { kind: "REFUSED" }>,
): "created" | "updated" | "unchanged" {
  const addsSupplier = row.supplier !== null && outcome.addedSuppliers.has(row.supplier);
  if (outcome.kind === "CREATED")
    return position === 0 ? "created" : addsSupplier || row.facts.length > 0 ? "updated" : "unchanged";
  return addsSupplier || row.facts.some((fact) => outcome.changedFacts.has(fact)) ? "updated" : "unchanged";
}

function problemOf(
  contract: ContractDraft,
  { row, sheet }: ContractDraft["rows"][number],
  { code, reason, fact, suggestion }: Extract<ContractOutcome, { kind: "REFUSED" }>,
  register: OpenRegister,
): RowProblem {
  const value =
    fact === "supplier" ? contract.suppliers[0]?.name : fact ? String(contract.facts[fact] ?? "") : undefined;
  return {
    row,
    sheet,
    column: fact && headingOf(register, fact),
    value: value ?? null,
    code,
    reason: `Row ${row}: ${reason}`,
    suggestion,
  };
}

const headingOf = ({ headings }: OpenRegister, field: string): string | null =>
  headings.columns.find((column) => column.field === field)?.heading ?? null;

function netValues({ headings: { columns, vatBasis } }: OpenRegister) {
  const values = columns.find(({ field }) => field === "awardValue" || field === "annualValue");
  if (!values || vatBasis !== null) return [];
  const message = "The heading does not say whether VAT is included; new contracts are kept as excluding VAT.";
  return [{ code: "VAT_NOT_STATED", column: values.heading, message, count: 1, firstRows: [], example: null }];
}
