import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { type ColumnChange } from "../kpis/kpi.moved.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { moneyFrom } from "../shared/money.js";
import { type Outcome, problem } from "../shared/problem.js";
import { tidyTexts } from "../shared/tidyTexts.js";
import {
  asEventChanges,
  type Change,
  changeContract,
  changesBetween,
  takenElsewhere,
  type WhichContract,
} from "./changeContract.service.js";
import { problemsWithEvent } from "./contract.event.js";
import { problemsWithDecision } from "./contract.extension.js";
import { mostForcesAtOnce, problemsWithLevel } from "./contract.js";
import { contractById, openOptionsOn } from "./contract.repository.js";
import { type Contract } from "./contract.types.js";
import { namesOfParts, problemsWithParts, storedParts } from "./contractParts.js";
import { type ContractColumns, contractWritesIn } from "./contractWrites.repository.js";
import {
  type ContractEventInput,
  type ContractPartsInput,
  type ExtensionDecisionInput,
} from "./contractWrites.types.js";
import { type GivenName, namesIn } from "./named.repository.js";

/** Replaces the parts of a contract that are given. Errors: as `registerContract`. */
export async function amendContract(
  ctx: RequestContext,
  which: WhichContract,
  given: ContractPartsInput,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return changeContract(ctx, which, async (transaction, contract) => {
    const writes = contractWritesIn(transaction);
    const named = await namesIn(transaction, namesOfParts(input));
    const problems = [
      ...problemsWithParts(input),
      ...problemsWithLevel(
        contract.collaborationLevel,
        mostForcesAtOnce(input.shares ?? []),
        contract.reference,
        "shares",
      ),
      ...named.problems,
      ...(await takenElsewhere(transaction, contract.id, input)),
    ];
    if (problems.length > 0) return { problems };
    const before = await writes.partsShown(contract.id);
    if (input.extensionOptions) await writes.settleLapsed(contract.id, ctx.today);
    await writes.replaceParts(contract.id, storedParts(input, named));
    const changes = changesBetween(before, await writes.partsShown(contract.id));
    return { changes, columns: {}, reason: null };
  });
}

/** Records that something happened to a contract, and changes it accordingly. Errors: as `registerContract`. */
export async function recordContractEvent(
  ctx: RequestContext,
  which: WhichContract,
  given: ContractEventInput,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return changeContract(ctx, which, async (transaction, contract, personId) => {
    const asked: GivenName[] = input.supplier ? [{ kind: "supplier", name: input.supplier, field: ["supplier"] }] : [];
    const named = await namesIn(transaction, asked);
    const event = {
      ...input,
      supplierId: named.idOf("supplier", input.supplier),
      supplierAsked: input.supplier ?? null,
    };
    const problems = [...problemsWithEvent(contract, event, ctx.today), ...named.problems];
    if (problems.length > 0) return { problems };
    const annualValue = input.annualValue ? moneyFrom(input.annualValue) : null;
    const columns: ContractColumns = {
      ...(event.kind === "TERMINATION" && { terminated_on: event.effectiveOn }),
      ...(event.kind === "NOVATION" && { supplier_id: event.supplierId }),
      ...(annualValue !== null && { annual_value: annualValue }),
      ...(input.initialEndsOn && { initial_ends_on: input.initialEndsOn }),
    };
    const changes: Change[] = [
      ...(event.kind === "TERMINATION"
        ? [{ field: "terminatedOn", oldValue: contract.terminatedOn, newValue: event.effectiveOn }]
        : []),
      ...(event.kind === "NOVATION"
        ? [{ field: "supplier", oldValue: contract.supplierName, newValue: named.shownAs("supplier", input.supplier) }]
        : []),
      ...(annualValue !== null
        ? [{ field: "annualValue", oldValue: contract.annualValue, newValue: annualValue }]
        : []),
      ...(input.initialEndsOn
        ? [{ field: "initialEndsOn", oldValue: contract.initialEndsOn, newValue: input.initialEndsOn }]
        : []),
    ];
    await contractWritesIn(transaction).recordEvent({
      contractId: contract.id,
      kind: event.kind,
      effectiveOn: event.effectiveOn,
      note: input.note ?? null,
      changes: asEventChanges(changes),
      oldSupplierId: event.kind === "NOVATION" ? contract.supplierId : null,
      newSupplierId: event.kind === "NOVATION" ? event.supplierId : null,
      personId,
    });
    const before: Readonly<Record<string, string | null>> = {
      terminated_on: contract.terminatedOn,
      supplier_id: contract.supplierId,
      annual_value: contract.annualValue,
      initial_ends_on: contract.initialEndsOn,
    };
    const moved = Object.entries(columns).flatMap(([column, after]): ColumnChange[] => {
      const change = { before: before[column] ?? null, after };
      // Who supplied it until then stands in the event.
      return [column, ...(column === "supplier_id" ? ["old_supplier_id"] : [])].map((each) => ({
        column: each,
        ...change,
      }));
    });
    // An event that only has a note leaves its trace in the audit too.
    const audited = changes.length > 0 ? changes : [{ field: "events", oldValue: null, newValue: event.kind }];
    return { changes: audited, columns, reason: input.note ?? null, moved };
  });
}

/** Exercises an option to extend, or declines it and those after it. Errors: as `registerContract`. */
export async function decideExtension(
  ctx: RequestContext,
  which: WhichContract,
  given: ExtensionDecisionInput,
  exercise: boolean,
): Promise<Outcome<Contract>> {
  const input = tidyTexts(given);
  return changeContract(ctx, which, async (transaction, contract, personId) => {
    const writes = contractWritesIn(transaction);
    const options = await writes.options(contract.id);
    const on = input.on ?? ctx.today;
    const problems = problemsWithDecision(contract, options, input.option, { on, exercise });
    if (on > ctx.today) {
      problems.push(
        problem("NOT_YET", ["on"], `A decision is recorded once it is made. Record it on ${shownDate(on)} or later.`),
      );
    }
    if (problems.length > 0) return { problems };
    const open = options.filter(({ state }) => state === "AVAILABLE");
    const decided = exercise ? open.filter(({ sequence }) => sequence === input.option) : open;
    const months = (some: typeof open) => some.reduce((sum, each) => sum + each.months, 0);
    const before = await termOf(transaction, contract.id, on);
    await writes.decideOptions(
      contract.id,
      decided.map(({ sequence }) => sequence),
      exercise ? "EXERCISED" : "DECLINED",
    );
    const after = await termOf(transaction, contract.id, on);
    const changes: Change[] = [
      ...decided.map(({ sequence }) => ({
        field: `extensionOptions ${sequence}`,
        oldValue: "AVAILABLE",
        newValue: exercise ? "EXERCISED" : "DECLINED",
      })),
      ...(exercise
        ? [{ field: "currentEndsOn", oldValue: before.currentEndsOn, newValue: after.currentEndsOn }]
        : months(decided) > 0
          ? [{ field: "maximumEndsOn", oldValue: before.maximumEndsOn, newValue: after.maximumEndsOn }]
          : []),
    ];
    await writes.recordEvent({
      contractId: contract.id,
      kind: exercise ? "EXTENSION" : "EXTENSION_DECLINED",
      effectiveOn: on,
      note: input.note ?? null,
      changes: asEventChanges(changes),
      personId,
    });
    // An option that is exercised is part of the term.
    const moved = [...(exercise ? ["initial_ends_on"] : []), "contract_extension_options"].map((column) => ({
      column,
      before: before.currentEndsOn,
      after: after.currentEndsOn,
    }));
    return { changes, columns: {}, reason: input.note ?? null, moved };
  });
}

async function termOf(
  database: Database,
  id: string,
  day: CalendarDate,
): Promise<{ readonly currentEndsOn: CalendarDate | null; readonly maximumEndsOn: CalendarDate | null }> {
  const contract = (await contractById.read(database, [id])).get(id) as Contract;
  const maximumEndsOn = (await openOptionsOn(day).read(database, [id])).get(id)?.maximumEndsOn ?? null;
  return { currentEndsOn: contract.currentEndsOn, maximumEndsOn };
}
