import { recordChanges, type AuditedChange, type AuditEntry } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { CONTRACT_KPIS, kpisMovedBy, refreshFigures, SAVING_KPIS, SUPPLIER_KPIS } from "../kpis/index.js";
import { rephase } from "../savings/savingWrites.repository.js";
import { nodeId, numberIn } from "../shared/nodeId.js";
import { type CellValue, type Dataset, type DatasetName } from "./dataset.js";
import { answerTo, type PublishAnswer, resultsOf } from "./publish.answer.js";
import { type PlannedRow, type RowPlan } from "./publish.plan.js";
import { publishesIn, type RowVersions, type StoredRow } from "./publish.repository.js";

/** The KPIs that a change of each dataset's rows can move. */
const kpisOf: Readonly<Record<DatasetName, readonly string[]>> = {
  CONTRACTS: CONTRACT_KPIS,
  SAVINGS: SAVING_KPIS,
  PIPELINE: CONTRACT_KPIS,
  SUPPLIERS: SUPPLIER_KPIS,
  KPIS: [],
  SPEND: [],
  CLAIMS: [],
  WAIVERS: [],
  SOCIAL_VALUE: [],
};

/** Whose change it is and what it belongs to, as its receipt says. */
interface ReceiptedChange {
  readonly personId: string;
  readonly key: string;
  readonly requestHash: string;
  readonly reason: string | null;
  readonly workbook: string | null;
  /** The publish that this one takes back. */
  readonly undoesId?: string;
}

/** Writes what was planned, with a receipt; gives the answer, which is kept for whoever asks with the same key. */
export async function writeWithReceipt(
  transaction: Database,
  dataset: Dataset,
  planned: readonly PlannedRow[],
  change: ReceiptedChange,
): Promise<PublishAnswer> {
  const publishes = publishesIn(transaction);
  const { personId, reason, workbook, undoesId } = change;
  const publish = await publishes.open({ ...change, dataset: dataset.name });
  const written = await write(transaction, dataset, planned, personId, {
    publishId: publish.id,
    ...(undoesId === undefined ? {} : { undoesPublishId: undoesId }),
    reason,
    workbook,
  });
  const answer: PublishAnswer = {
    ...answerTo(await resultsOf(transaction, dataset, written, false)),
    receipt: publish.receipt,
    publishedAt: publish.publishedAt,
  };
  await publishes.keepAnswer(publish.id, answer);
  return answer;
}

/** With a fixed number of statements; gives the rows with their new ids and versions. */
async function write(
  database: Database,
  dataset: Dataset,
  planned: readonly PlannedRow[],
  personId: string,
  change: Pick<AuditedChange, "publishId" | "undoesPublishId" | "reason" | "workbook">,
): Promise<PlannedRow[]> {
  const publishes = publishesIn(database);
  const storedCells = ({ changes }: RowPlan): StoredRow["cells"] => {
    const cells: Record<string, CellValue> = {};
    for (const { column, stored } of changes) cells[column] = stored;
    return cells;
  };
  const numberOf = (plan: RowPlan): string => numberIn(dataset.idKind, plan.id ?? "") ?? "";
  const edits = planned.filter(({ kind, plan }) => kind === "edit" && plan.changes.length > 0);
  const inserts = planned.filter(({ kind, plan }) => kind === "insert" && plan.changes.length > 0);
  const deletes = planned.filter(({ kind, plan }) => kind === "delete" && plan.errors.length === 0);
  const restores = planned.filter(({ kind, plan }) => kind === "restore" && plan.errors.length === 0);

  const stored = edits.map(({ plan }) => ({
    id: numberOf(plan),
    version: plan.version ?? 0,
    cells: storedCells(plan),
  }));
  await publishes.update(dataset, stored, personId);
  const inserted = await publishes.insert(
    dataset,
    inserts.map(({ clientRowId, plan }) => ({ key: clientRowId ?? "", cells: storedCells(plan) })),
    personId,
  );
  const removed = await publishes.remove(
    dataset,
    deletes.map(({ plan }) => numberOf(plan)),
    personId,
  );
  const restored = await publishes.restore(
    dataset,
    restores.map(({ plan }) => numberOf(plan)),
    personId,
  );

  const versionAfter = new Map([...removed, ...restored].map(({ id, version }) => [id, version]));
  const madeFor = new Map(inserted.map((row) => [row.key, row]));
  const written = planned.map((row): PlannedRow => {
    const { plan, kind } = row;
    if (kind === "edit") {
      return plan.changes.length === 0 ? row : { ...row, plan: { ...plan, version: (plan.version ?? 0) + 1 } };
    }
    const own = kind === "insert" ? madeFor.get(row.clientRowId ?? "") : undefined;
    if (own) return { ...row, plan: { ...plan, id: nodeId(dataset.idKind, own.id), version: own.version } };
    const version = versionAfter.get(numberOf(plan));
    return version === undefined ? row : { ...row, plan: { ...plan, version } };
  });

  // A new row has more than was typed: what its table fills in belongs to its history too.
  const made = new Map(
    inserted.length === 0
      ? []
      : (await publishes.versions(dataset, inserted, { lock: false, fields: null })).map(
          ({ id, current }) => [id, current] as const,
        ),
  );
  for (const [kind, action] of [
    ["edit", "CHANGED"],
    ["insert", "CREATED"],
    ["delete", "DELETED"],
    ["restore", "RESTORED"],
  ] as const) {
    const entries = written
      .filter((row) => row.kind === kind && row.plan.errors.length === 0)
      .flatMap((row) => {
        const number = numberOf(row.plan);
        return auditOf(row, number, made.get(number));
      });
    await recordChanges(database, { ...change, personId, action, dataset: dataset.name }, entries);
  }
  if (dataset.name === "SAVINGS") {
    await publishes.shareWithLeadForce(inserted.map(({ id }) => id));
    await rephase(
      database,
      [...stored, ...inserted, ...restored].map(({ id }) => id),
    );
  }
  const kpis = kpisOf[dataset.name];
  // A new or deleted row moves what its kind moves; a saving's cells move its phases, which no column of it shows.
  const onlyCells = dataset.name === "CONTRACTS" && inserts.length + deletes.length + restores.length === 0;
  const moved = onlyCells
    ? kpisMovedBy(
        edits.flatMap(({ plan }) => plan.changes),
        kpis,
      )
    : kpis;
  // How fresh data is counts in days: the second change of a day makes it no fresher.
  const onlyFresher = onlyCells && moved.every((code) => code === "FRESHNESS");
  const ids = stored.map(({ id }) => id);
  if (!(onlyFresher && (await publishes.areFresh(dataset, ids)))) await refreshFigures(database, { kpis: moved });
  return written;
}

function auditOf({ kind, plan }: PlannedRow, rowId: string, made: RowVersions["current"] = {}): AuditEntry[] {
  const row = { rowId, rowReference: plan.reference, version: plan.version };
  const text = (value: CellValue | undefined): string | null =>
    value === null || value === undefined ? null : String(value);
  if (kind === "delete" || kind === "restore") return [{ ...row, field: null, oldValue: null, newValue: null }];
  if (kind === "insert") {
    return Object.entries(made).flatMap(([field, value]) =>
      value === null ? [] : [{ ...row, field, oldValue: null, newValue: text(value) }],
    );
  }
  return plan.changes.map(({ field, before, after }) => ({
    ...row,
    field,
    oldValue: text(before),
    newValue: text(after),
  }));
}
