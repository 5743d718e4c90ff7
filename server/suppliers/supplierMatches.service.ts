import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { type Database } from "../database/database.js";
import { AREA_KPIS, SPEND_KPIS } from "../kpis/families/index.js";
import { refreshFigures } from "../kpis/kpi.repository.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { numberIn } from "../shared/nodeId.js";
import { readPostcode } from "../shared/ukReading.js";
import { BadRequest, done, type Outcome, problem, refused } from "../shared/problem.js";
import { confidenceOf, nameKey } from "./supplier.js";
import { supplierById } from "./supplier.repository.js";
import { type AddressBasis, type Supplier } from "./supplier.types.js";
import { matchesIn, type NameToMatch } from "./supplierMatches.repository.js";

export interface MatchProposal {
  readonly name: string;
  readonly supplierId: string;
  /** "0.970" */
  readonly confidence: string;
  readonly reasons: readonly string[];
  /** Of spend lines that print the name; null where names were asked for. */
  readonly lines: number | null;
  readonly netAmount: string | null;
}

/** The most names that one request looks at. */
export const MOST_NAMES = 200;

/**
 * Suppliers that names may mean, surest first within each name. Without names: those that spend lines print and no supplier
 * is known by. What was rejected is not proposed again, and a name that is confirmed needs no proposal.
 *
 * Errors: NotAllowed; BadRequest for too many names.
 */
export async function supplierMatchProposals(
  ctx: RequestContext,
  wanted: { readonly names: readonly NameToMatch[] | null; readonly first: number; readonly atLeast: number },
): Promise<MatchProposal[]> {
  ctx.access.require("figures:read");
  if ((wanted.names?.length ?? 0) > MOST_NAMES || wanted.first < 0 || wanted.first > MOST_NAMES) {
    throw new BadRequest(`At most ${MOST_NAMES} names are matched at once. Ask in several requests.`, ["names"]);
  }
  const matches = matchesIn(ctx.database);
  const printed = wanted.names ? [] : await matches.unmatchedNames(wanted.first);
  const names = wanted.names ?? printed.map(({ name }) => ({ name, companyNumber: null, postcode: null }));
  const candidates = await matches.candidates(names);
  return candidates
    .map((candidate) => ({ ...candidate, ...confidenceOf(candidate) }))
    .filter(({ confidence }) => confidence >= wanted.atLeast)
    .sort((a, b) => a.place - b.place || b.confidence - a.confidence)
    .map(({ place, supplierId, confidence, reasons }) => ({
      name: names[place]?.name ?? "",
      supplierId,
      confidence: confidence.toFixed(3),
      reasons,
      lines: printed[place]?.lines ?? null,
      netAmount: printed[place]?.netAmount ?? null,
    }));
}

/**
 * Remembers that a name means a supplier: it becomes one of its names, and spend lines that print it and have no supplier are
 * its own from now on. Errors: NotAllowed; everything else comes back as problems.
 */
export async function confirmSupplierMatch(ctx: RequestContext, id: string, name: string): Promise<Outcome<Supplier>> {
  return decided(ctx, id, name, async (transaction, supplier, personId, confidence) => {
    const matches = matchesIn(transaction);
    const known = await matches.knownBy(name);
    if (known !== null && known.id !== supplier.id) {
      return refused([
        problem(
          "NAME_TAKEN",
          ["name"],
          `"${name}" is a name of ${known.name}. If the two are one supplier, merge them (mergeSuppliers); otherwise reject this match.`,
        ),
      ]);
    }
    if (known === null) await matches.addAlias(supplier.id, name.trim());
    await matches.decide({ name: name.trim(), supplierId: supplier.id, decision: "CONFIRMED", confidence, personId });
    const lines = await matches.claimLines(supplier.id, name);
    await audit(transaction, personId, supplier, [
      ...(known === null ? [["aliases", null, name.trim()] as const] : []),
      ["spendLines", null, `${lines} more`] as const,
    ]);
    if (lines > 0) await refreshFigures(transaction, { kpis: SPEND_KPIS });
    return done(supplier);
  });
}

/** Remembers that a name does not mean a supplier, so that it is not proposed again. Errors: as `confirmSupplierMatch`. */
export async function rejectSupplierMatch(ctx: RequestContext, id: string, name: string): Promise<Outcome<Supplier>> {
  return decided(ctx, id, name, async (transaction, supplier, personId, confidence) => {
    const matches = matchesIn(transaction);
    if ((await matches.knownBy(name))?.id === supplier.id) {
      return refused([
        problem(
          "OWN_NAME",
          ["name"],
          `"${name}" is a name of ${supplier.name} already. Take it off the supplier's names instead.`,
        ),
      ]);
    }
    await matches.decide({ name: name.trim(), supplierId: supplier.id, decision: "REJECTED", confidence, personId });
    await audit(transaction, personId, supplier, [["rejectedNames", null, name.trim()]]);
    return done(supplier);
  });
}

/** Keeps a supplier's address for one purpose. Errors: as `confirmSupplierMatch`. */
export async function setSupplierAddress(
  ctx: RequestContext,
  id: string,
  given: { readonly basis: AddressBasis; readonly address: string | null; readonly postcode: string | null },
): Promise<Outcome<Supplier>> {
  return changed(ctx, id, async (transaction, supplier, personId) => {
    const address = given.address?.trim() || null;
    const tooMuch = tooLong({ address }, LONGEST.WORDS);
    if (tooMuch.length > 0) return refused(tooMuch);
    const reading = readPostcode(given.postcode);
    const postcode = reading.kind === "VALUE" ? reading.value : null;
    if (given.postcode?.trim() && postcode === null) {
      return refused([
        problem(
          "BAD_POSTCODE",
          ["postcode"],
          `"${given.postcode}" is no UK postcode. Write it like NR18 0WW, or leave it out where it is abroad.`,
        ),
      ]);
    }
    if (address === null && postcode === null) {
      return refused([problem("REQUIRED", ["postcode"], "Give an address, a postcode or both.")]);
    }
    const before = await matchesIn(transaction).setAddress(supplier.id, given.basis, address, postcode, personId);
    const after = [address, postcode].filter((part) => part !== null).join(", ");
    await audit(transaction, personId, supplier, [[`address ${given.basis}`, before, after]]);
    await refreshFigures(transaction, { kpis: AREA_KPIS });
    return done((await supplierById.read(transaction, [supplier.id])).get(supplier.id) as Supplier);
  });
}

function decided(
  ctx: RequestContext,
  id: string,
  name: string,
  act: (
    transaction: Database,
    supplier: Supplier,
    personId: string,
    confidence: number | null,
  ) => Promise<Outcome<Supplier>>,
): Promise<Outcome<Supplier>> {
  return changed(ctx, id, async (transaction, supplier, personId) => {
    const tooMuch = tooLong({ name }, LONGEST.TITLE);
    if (tooMuch.length > 0) return refused(tooMuch);
    if (nameKey(name) === "") {
      return refused([problem("BAD_NAME", ["name"], `Nothing can be recognised by the name "${name}". Give another.`)]);
    }
    const candidates = await matchesIn(transaction).candidates([{ name, companyNumber: null, postcode: null }]);
    const own = candidates.find(({ supplierId }) => supplierId === supplier.id);
    return act(transaction, supplier, personId, own ? confidenceOf(own).confidence : null);
  });
}

async function changed(
  ctx: RequestContext,
  id: string,
  act: (transaction: Database, supplier: Supplier, personId: string) => Promise<Outcome<Supplier>>,
): Promise<Outcome<Supplier>> {
  const { personId } = ctx.access.require("suppliers:write");
  const number = numberIn("supplier", id);
  return ctx.database.transaction(async (transaction) => {
    const supplier = number === null ? null : (await supplierById.read(transaction, [number])).get(number);
    if (!supplier || supplier.mergedIntoId !== null) {
      return refused([
        problem(
          "UNKNOWN_SUPPLIER",
          ["id"],
          supplier
            ? `${supplier.name} was merged into another supplier. Use that one (mergedInto).`
            : "There is no such supplier, or no longer. Ask for its id again.",
        ),
      ]);
    }
    return act(transaction, supplier, personId);
  });
}

const audit = (
  transaction: Database,
  personId: string,
  supplier: Supplier,
  changes: readonly (readonly [field: string, oldValue: string | null, newValue: string | null])[],
): Promise<void> =>
  recordChanges(
    transaction,
    { personId, action: "CHANGED", dataset: "SUPPLIERS", reason: null, workbook: null, publishId: null },
    changes.map(([field, oldValue, newValue]) => ({
      rowId: supplier.id,
      rowReference: supplier.reference,
      version: null,
      field,
      oldValue,
      newValue,
    })),
  );
