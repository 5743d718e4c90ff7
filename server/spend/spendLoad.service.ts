import { type Access } from "../access/viewer.js";
import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type HeadingOverrides } from "../imports/headings.js";
import { type HeadingUse, type Notice, type RowProblem, type SkippedRows, UnreadableFile } from "../imports/import.js";
import { type FileSource } from "../imports/textStream.js";
import { refreshFigures, SPEND_KPIS } from "../kpis/index.js";
import { nearest } from "../shared/nearest.js";
import { type PublishedLine, readSpendRow, type SpendField, supplierNameIn } from "./spend.js";
import { openSpendFile } from "./spendFile.js";
import * as repository from "./spendLoad.repository.js";
import { emptyArrivals, openArrivals, spendLinesWriter } from "./spendLinesWriter.js";
import { matchLoads, type MatchCounts } from "./spendMatching.repository.js";
import { spendHeadings } from "./spendHeadings.js";

/** The part of a request's context that a load needs; the command line has no more. */
export type LoadContext = Pick<RequestContext, "access" | "database">;

export interface LoadRequest {
  /** Code or name of the force whose spend it is. */
  readonly forceCode: string;
  readonly files: readonly FileSource[];
  /** Heading to field, or null to leave a column out; over what the headings themselves say. */
  readonly map?: HeadingOverrides<SpendField>;
  /** Do everything, say what would happen, and keep nothing. */
  readonly dryRun?: boolean;
  /** Keep the good rows even where others are refused. */
  readonly keepGood?: boolean;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Calls the load off; nothing of it is kept. */
  readonly signal?: AbortSignal;
}

export interface LoadProgress {
  readonly stage: "READING" | "KEEPING" | "MATCHING" | "FIGURES";
  /** File that is worked on; null when it is about all of them. */
  readonly fileName: string | null;
  /** Rows read so far, of all files. */
  readonly rows: number;
}

/**
 * The account of one file. Every row that was read is in exactly one count: read = loaded + duplicates + refused. Blank
 * rows, totals and repeated headings are not read.
 */
export interface FileAccount {
  readonly fileName: string;
  readonly read: number;
  readonly loaded: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly skipped: SkippedRows;
  /** The first problems of the file, at most `MOST_PROBLEMS`; `problemCount` counts all. */
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  readonly notices: readonly Notice[];
  /** What became of the headings, sheet by sheet. */
  readonly headings: readonly { readonly sheet: string | null; readonly uses: readonly HeadingUse<SpendField>[] }[];
  readonly years: readonly repository.YearOfLines[];
  readonly creditNotes: number;
  readonly redacted: number;
}

export interface LoadAccount {
  readonly files: readonly FileAccount[];
  readonly newSuppliers: readonly string[];
  readonly matched: MatchCounts;
  /** Whether anything was kept: false for a dry run, and where rows were refused without `keepGood`. */
  readonly applied: boolean;
  readonly dryRun: boolean;
}

export const MOST_PROBLEMS = 10_000;
const PROGRESS_EVERY = 5_000;

/**
 * Loads published spend files of one force in one transaction, matches the new lines to contracts, and works out the
 * figures of the quarters they fall in. Rows stream from the file into PostgreSQL by COPY, whatever their number. Where a
 * row is refused nothing is kept, unless `keepGood` asks for the good ones. A line that is there already is a duplicate
 * and stays as it is, so loading a file again adds nothing.
 *
 * Errors: NotAllowed; UnreadableFile when a file as a whole cannot be read or the force is not known; the signal's reason.
 */
export async function loadSpend(ctx: LoadContext, request: LoadRequest): Promise<LoadAccount> {
  const viewer = ctx.access.require("imports:run");
  const map = spendHeadings.checkedOverrides(request.map ?? {});
  let account: LoadAccount | undefined;
  try {
    await ctx.database.transaction(async (transaction) => {
      account = await loadAll(ctx.access, transaction, { ...request, map }, viewer.personId);
      if (!account.applied) throw new KeepNothing();
    });
  } catch (error) {
    if (!(error instanceof KeepNothing)) throw error;
  }
  return account as LoadAccount;
}

/** Rolls the transaction back after everything has been tried. */
class KeepNothing extends Error {}

interface Loading {
  readonly transaction: Database;
  readonly request: LoadRequest & { readonly map: HeadingOverrides<SpendField> };
  readonly forceId: string;
  readonly personId: string;
  /** By the supplier as published; shared by the files of one load. */
  readonly suppliers: Map<string, string>;
  readonly newSuppliers: string[];
  rows: number;
}

async function loadAll(
  access: Access,
  transaction: Database,
  request: Loading["request"],
  personId: string,
): Promise<LoadAccount> {
  await repository.beginLoad(transaction);
  const forceId = await forceOf(transaction, request.forceCode);
  access.requireOn("imports:run", forceId, request.forceCode);
  await openArrivals(transaction);
  const loading: Loading = { transaction, request, forceId, personId, suppliers: new Map(), newSuppliers: [], rows: 0 };
  const files: FileAccount[] = [];
  const loadIds: string[] = [];
  for (const source of request.files) {
    const { account, loadId } = await loadFile(loading, source);
    files.push(account);
    loadIds.push(loadId);
  }
  const say = (stage: LoadProgress["stage"]) => {
    request.signal?.throwIfAborted();
    request.onProgress?.({ stage, fileName: null, rows: loading.rows });
  };
  say("MATCHING");
  // Lines are matched to all contracts, also to those that whoever loads them may not see.
  const matched = await transaction.during(SYSTEM, (system) => matchLoads(system, forceId, loadIds));
  const refused = files.reduce((sum, file) => sum + file.refused, 0);
  const dryRun = request.dryRun ?? false;
  const applied = !dryRun && (refused === 0 || request.keepGood === true);
  if (applied) {
    say("FIGURES");
    const quarters = await repository.quartersOf(transaction, loadIds);
    if (quarters.length > 0) await refreshFigures(transaction, { quarters, kpis: SPEND_KPIS });
    await record(transaction, files, loadIds, personId);
  }
  return { files, newSuppliers: loading.newSuppliers, matched, applied, dryRun };
}

async function forceOf(database: Database, nameOrCode: string): Promise<string> {
  const force = await repository.forceNamed(database, nameOrCode);
  if (force) return force.id;
  const codes = await repository.forceCodes(database);
  const near = nearest(nameOrCode.toUpperCase(), codes);
  throw new UnreadableFile(
    "NO_SUCH_FORCE",
    `There is no force "${nameOrCode}".${near ? ` Did you mean ${near}?` : ""} The forces are ${codes.join(", ") || "none yet"}.`,
  );
}

async function loadFile(loading: Loading, source: FileSource): Promise<{ account: FileAccount; loadId: string }> {
  const { transaction, request, forceId, personId } = loading;
  const file = await openSpendFile(source, request.map);
  const tally = new FileTally();
  await emptyArrivals(transaction);
  const before = await repository.loadedBefore(transaction, forceId, file.hash);

  async function* lines(): AsyncGenerator<PublishedLine> {
    for await (const sheet of file.sheets()) {
      const columns = new Map(sheet.headings.columns.map((column) => [column.field, column]));
      for await (const row of sheet.rows) {
        tally.read += 1;
        loading.rows += 1;
        if (loading.rows % PROGRESS_EVERY === 0) {
          request.signal?.throwIfAborted();
          request.onProgress?.({ stage: "READING", fileName: source.fileName, rows: loading.rows });
        }
        const reading = readSpendRow(row, columns, sheet.name);
        if (reading.line) {
          tally.add(reading.line);
          yield reading.line;
        } else tally.refuse(reading.problems);
      }
      tally.closeSheet(sheet.name, sheet.headings.uses, sheet.skipped());
    }
  }
  await spendLinesWriter(transaction, lines());
  request.signal?.throwIfAborted();
  request.onProgress?.({ stage: "KEEPING", fileName: source.fileName, rows: loading.rows });

  await recogniseSuppliers(loading, tally.supplierTexts);
  const { loadId, years } = await repository.keepArrivals(transaction, {
    forceId,
    personId,
    fileName: source.fileName,
    hash: file.hash,
    read: tally.read,
    refused: tally.refused,
    suppliers: new Map(
      [...tally.supplierTexts].flatMap((text) => {
        const id = loading.suppliers.get(text);
        return id === undefined ? [] : [[text, id] as const];
      }),
    ),
  });
  const notices = [...file.notices(), ...(before === null ? [] : [sameFile(before)])];
  return { account: tally.account(source.fileName, years, notices), loadId };
}

async function recogniseSuppliers(loading: Loading, texts: ReadonlySet<string>): Promise<void> {
  const nameOf = new Map(
    [...texts].flatMap((text) => {
      const name = loading.suppliers.has(text) ? null : supplierNameIn(text);
      return name === null ? [] : [[text, name] as const];
    }),
  );
  const { ids, created } = await repository.idsOfSuppliers(loading.transaction, [...new Set(nameOf.values())]);
  for (const [text, name] of nameOf) {
    const id = ids.get(name);
    if (id !== undefined) loading.suppliers.set(text, id);
  }
  loading.newSuppliers.push(...created);
}

const sameFile = (at: string): Notice => ({
  code: "LOADED_BEFORE",
  column: null,
  message: `This very file was loaded on ${at}; its lines are there already.`,
  count: 1,
  firstRows: [],
  example: null,
});

/** Counts one file while its rows go by. */
class FileTally {
  read = 0;
  refused = 0;
  readonly supplierTexts = new Set<string>();
  private readonly problems: RowProblem[] = [];
  private problemCount = 0;
  private creditNotes = 0;
  private redacted = 0;
  private skipped: SkippedRows = { blankRows: 0, totalsRows: 0, repeatedHeadings: 0 };
  private readonly headings: { sheet: string | null; uses: readonly HeadingUse<SpendField>[] }[] = [];

  add(line: PublishedLine): void {
    if (line.supplierText !== null) this.supplierTexts.add(line.supplierText);
    if (line.kind === "CREDIT_NOTE") this.creditNotes += 1;
    if (line.supplierRedacted) this.redacted += 1;
  }

  refuse(problems: readonly RowProblem[]): void {
    this.refused += 1;
    this.problemCount += problems.length;
    if (this.problems.length + problems.length <= MOST_PROBLEMS) this.problems.push(...problems);
  }

  closeSheet(sheet: string | null, uses: readonly HeadingUse<SpendField>[], skipped: SkippedRows): void {
    this.headings.push({ sheet, uses });
    this.skipped = {
      blankRows: this.skipped.blankRows + skipped.blankRows,
      totalsRows: this.skipped.totalsRows + skipped.totalsRows,
      repeatedHeadings: this.skipped.repeatedHeadings + skipped.repeatedHeadings,
    };
  }

  account(fileName: string, years: readonly repository.YearOfLines[], notices: readonly Notice[]): FileAccount {
    const { read, refused, skipped, problems, problemCount, headings, creditNotes, redacted } = this;
    const loaded = years.reduce((sum, { lines }) => sum + lines, 0);
    const duplicates = years.reduce((sum, year) => sum + year.duplicates, 0);
    const counts = { read, loaded, duplicates, refused, creditNotes, redacted };
    return { fileName, ...counts, skipped, problems, problemCount, headings, years, notices };
  }
}

/** One entry for each file in the audit trail: lines are never typed, so their load is the change. */
async function record(
  transaction: Database,
  files: readonly FileAccount[],
  loadIds: readonly string[],
  personId: string,
): Promise<void> {
  await recordChanges(
    transaction,
    { personId, action: "IMPORTED", dataset: "SPEND_LOADS", reason: null, workbook: null, publishId: null },
    files.map((file, at) => ({
      rowId: loadIds[at] as string,
      rowReference: file.fileName,
      version: null,
      field: "lines",
      oldValue: null,
      newValue: String(file.loaded),
    })),
  );
}
