import { requireOnRow } from "../access/rowForce.repository.js";
import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { SYSTEM } from "../database/session.js";
import { type UnreadPage } from "../graph/connection.js";
import { type NodeSource } from "../graph/node.js";
import { pageOf, type PageRequest } from "../graph/page.js";
import { figureKey, type KpiFigure, refreshFigures, SPEND_KPIS } from "../kpis/index.js";
import { shownDate } from "../shared/calendar.js";
import { nearest } from "../shared/nearest.js";
import { numberIn } from "../shared/nodeId.js";
import { parseQuarter, type Quarter } from "../shared/period.js";
import { done, type Outcome, problem, refused } from "../shared/problem.js";
import * as repository from "./spend.repository.js";
import {
  type InfluenceableRule,
  type SpendLine,
  type SpendLineOrderField,
  type SpendLineWhere,
  type UnmatchedSpend,
  type UnmatchedSpendWhere,
} from "./spend.types.js";
import * as confirmation from "./spendConfirmation.repository.js";
import {
  unmatchedLineList,
  type UnmatchedOfFigure,
  unmatchedOfFigures,
  unmatchedSpend as unmatchedSpendBy,
} from "./unmatched.repository.js";
export { ruleById, spendLineById, spendLoadById } from "./spend.repository.js";

/** The lines that meet a request. Errors: NotAllowed; BadRequest for a request that cannot be met. */
export function spendLines(
  ctx: RequestContext,
  request: PageRequest<SpendLineWhere, SpendLineOrderField>,
): UnreadPage<SpendLine> {
  ctx.access.require("figures:read");
  return pageOf(ctx, repository.spendLineList, request);
}

/** Spend outside contracts, by force, quarter and reason. Errors: NotAllowed. */
export function unmatchedSpend(ctx: RequestContext, where: UnmatchedSpendWhere): Promise<UnmatchedSpend[]> {
  ctx.access.require("figures:read");
  const wanted = {
    forces: where.forces?.map((code) => code.trim().toUpperCase()) ?? null,
    quarters:
      where.periods?.flatMap((period): Quarter[] => {
        const quarter = parseQuarter(period);
        return quarter ? [quarter] : [];
      }) ?? null,
  };
  // A line is on contract whether or not the caller may see the contract.
  return ctx.database.during(SYSTEM, (system) => unmatchedSpendBy(system, wanted));
}

/**
 * Spend outside contracts behind a figure of spend on contract, by reason, largest first. Without EXEMPT it comes to the
 * figure's denominator less its numerator (of COMPLIANCE).
 *
 * Shape: null for other KPIs, and where the figure is not known.
 */
export async function unmatchedOf(
  ctx: RequestContext,
  figure: KpiFigure,
): Promise<readonly UnmatchedOfFigure[] | null> {
  if (!JUDGED_BY_CONTRACT.has(figure.kpiCode) || figure.numerator === null) return null;
  const owner = figure.forceId === null ? `C${figure.collaborationId}` : `F${figure.forceId}`;
  return ctx.loaders.load(unmatchedOfFigures, figureKey({ ...figure, owner }));
}
const JUDGED_BY_CONTRACT = new Set(["COMPLIANCE", "SPEND_ON_CONTRACT"]);

/** The lines behind one reason. Errors: BadRequest for a page size or cursor that cannot be used. */
export const unmatchedLines = (
  ctx: RequestContext,
  { scope, reason }: Pick<UnmatchedOfFigure, "scope" | "reason">,
  request: PageRequest<SpendLineWhere, SpendLineOrderField>,
): UnreadPage<SpendLine> =>
  pageOf({ ...ctx, database: ctx.database.as(SYSTEM) }, unmatchedLineList(scope, reason), request);

/** Every rule that excludes lines from influenceable spend. Errors: NotAllowed. */
export function influenceableRules(ctx: RequestContext): Promise<InfluenceableRule[]> {
  ctx.access.require("figures:read");
  return repository.rules(ctx.database);
}

/**
 * Confirms that a line was bought under a contract. The same goes for every unmatched line of its force, supplier and
 * category in the contract's term, for their credit notes, and for such lines that are loaded later.
 *
 * Shape:  the line's number and how many lines were matched by it.
 * Errors: NotAllowed. Refused: no such line, no such contract, or a contract that begins after the line's day.
 */
export async function confirmSpendMatch(
  ctx: RequestContext,
  wanted: { readonly spendLine: string; readonly contract: string },
): Promise<Outcome<{ readonly lineId: string; readonly matched: number; readonly remembered: boolean }>> {
  const viewer = ctx.access.require("figures:write");
  const id = numberIn("spend_line", wanted.spendLine);
  return ctx.database.transaction(async (transaction) => {
    await requireOnRow(ctx.access, transaction, "figures:write", "spend_line", id);
    const line = id === null ? null : await confirmation.lineToConfirm(transaction, id);
    if (!line) {
      return refused([
        problem("NO_SUCH_SPEND_LINE", ["spendLine"], "There is no such line of spend. Use an `id` of `spendLines`."),
      ]);
    }
    const contract = await confirmation.contractNamed(transaction, wanted.contract);
    if (!contract) {
      const near = nearest(wanted.contract, await confirmation.contractReferences(transaction));
      const message = `There is no contract "${wanted.contract}". Give its reference as it stands on the register.`;
      return refused([problem("NO_SUCH_CONTRACT", ["contract"], message, near)]);
    }
    if (contract.startsOn !== null && contract.startsOn > line.postedOn) {
      const message =
        `${contract.reference} begins on ${shownDate(contract.startsOn)}, after the line was posted on ` +
        `${shownDate(line.postedOn)}. Choose the contract of that day, or correct the contract's start.`;
      return refused([problem("CONTRACT_BEGINS_LATER", ["contract"], message)]);
    }
    const remembered = line.supplierId !== null;
    if (remembered) await confirmation.remember(transaction, line.id, contract.id, viewer.personId);
    const lines = await confirmation.matchConfirmed(transaction, line.id, contract.id);
    await recordChanges(
      transaction,
      {
        personId: viewer.personId,
        action: "CHANGED",
        dataset: "SPEND",
        reason: null,
        workbook: null,
        publishId: null,
      },
      lines.map(({ id: rowId, before }) => ({
        rowId,
        rowReference: null,
        version: null,
        field: "contract",
        oldValue: before,
        newValue: contract.reference,
      })),
    );
    const quarters = new Map(lines.map(({ year, quarter }) => [`${year} ${quarter}`, { year, quarter }]));
    if (quarters.size > 0) await refreshFigures(transaction, { quarters: [...quarters.values()], kpis: SPEND_KPIS });
    return done({ lineId: line.id, matched: lines.length, remembered });
  });
}

export const spendLineNode: NodeSource = {
  kind: "spend_line",
  typename: "SpendLine",
  find: (ctx, id) => ctx.loaders.load(repository.spendLineById, id),
};
