import { requireOnRow } from "../access/rowForce.repository.js";
import { type AuditAction, type AuditEntry, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { CONTRACT_KPIS } from "../kpis/families/index.js";
import { type ColumnChange, kpisMovedBy } from "../kpis/kpi.moved.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { contractById } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";
import {
  type ContractColumns,
  contractWritesIn,
  type LockedContract,
  type StoredParts,
} from "./contractWrites.repository.js";
import { type ContractPartsInput } from "./contractWrites.types.js";

/** The contract to change, by its id, and the version that the caller saw; without one, whatever it is now. */
export interface WhichContract {
  readonly id: string;
  readonly version?: number | null;
}

/** A cell that an act changed. */
export type Change = Pick<AuditEntry, "oldValue" | "newValue"> & { readonly field: string };
/** What is done to a locked contract: what it changed, or why it did not. */
type Act = (
  transaction: Database,
  contract: LockedContract,
  personId: string,
) => Promise<
  | { readonly problems: readonly Problem[] }
  | {
      readonly changes: readonly Change[];
      readonly columns: ContractColumns;
      readonly reason: string | null;
      /** What changed of the tables that figures are made of; anything, when it is not said. */
      readonly moved?: readonly ColumnChange[];
    }
>;

/** What every change of a contract shares: access, one transaction, the lock, the version, the audit and the figures. */
export async function changeContract(ctx: RequestContext, which: WhichContract, act: Act): Promise<Outcome<Contract>> {
  const { personId } = ctx.access.require("figures:write");
  const id = numberIn("contract", which.id);
  return ctx.database.transaction(async (transaction) => {
    const writes = contractWritesIn(transaction);
    await requireOnRow(ctx.access, transaction, "figures:write", "contract", id);
    const contract = id === null ? null : await writes.lock(id);
    if (contract === null) {
      return refused([
        problem("UNKNOWN_CONTRACT", ["id"], "There is no such contract, or no longer. Ask for its id again."),
      ]);
    }
    if (which.version !== null && which.version !== undefined && which.version !== contract.version) {
      return refused([
        problem(
          "CHANGED_SINCE",
          ["version"],
          `${contract.reference} was changed after you read it (it is at version ${contract.version}). Read it again and repeat the change.`,
        ),
      ]);
    }
    const outcome = await act(transaction, contract, personId);
    if ("problems" in outcome) return refused(outcome.problems);
    if (outcome.changes.length > 0) {
      const version = await writes.update(contract.id, outcome.columns, personId);
      const row = { rowId: contract.id, rowReference: contract.reference, version };
      await auditContracts(
        transaction,
        personId,
        "CHANGED",
        outcome.reason,
        outcome.changes.map((each) => ({ ...row, ...each })),
      );
      await refreshFigures(transaction, {
        kpis: outcome.moved ? kpisMovedBy(outcome.moved, CONTRACT_KPIS) : CONTRACT_KPIS,
      });
    }
    return done((await contractById.read(transaction, [contract.id])).get(contract.id) as Contract);
  });
}

/** Entries of the audit trail about contracts. */
export const auditContracts = (
  transaction: Database,
  personId: string,
  action: AuditAction,
  reason: string | null,
  entries: readonly AuditEntry[],
): Promise<void> =>
  recordChanges(
    transaction,
    { personId, action, dataset: "CONTRACTS", reason, workbook: null, publishId: null },
    entries,
  );

/** Changes as an event keeps them. */
export const asEventChanges = (changes: readonly Change[]) =>
  changes.map(({ field, oldValue, newValue }) => ({ field, before: oldValue, after: newValue }));

type PartsShown = Record<keyof StoredParts, string | null>;
export const noParts = {} as PartsShown;
/** The parts that differ. */
export const changesBetween = (before: PartsShown, after: PartsShown): Change[] =>
  (Object.keys(after) as (keyof StoredParts)[]).flatMap((field) =>
    (before[field] ?? null) === after[field]
      ? []
      : [{ field, oldValue: before[field] ?? null, newValue: after[field] }],
  );

/** Problems with references that another contract has. */
export async function takenElsewhere(
  database: Database,
  contractId: string | null,
  { references }: ContractPartsInput,
): Promise<Problem[]> {
  if (!references || references.length === 0) return [];
  const taken = await contractWritesIn(database).takenElsewhere(contractId, references);
  return taken.map(({ sourceSystem, reference, contract }) =>
    problem(
      "REFERENCE_TAKEN",
      ["references"],
      `${reference} in ${sourceSystem} is ${contract === null ? "another contract" : `contract ${contract}`}. Correct the reference, or take it off that contract first.`,
    ),
  );
}
