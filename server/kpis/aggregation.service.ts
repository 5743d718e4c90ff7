import { Big } from "big.js";
import { recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type Database } from "../database/database.js";
import { type DatedRow, endOn, setFrom } from "../database/datedRows.js";
import { forceByCode } from "../forces/force.repository.js";
import { type UnreadPage } from "../graph/connection.js";
import { pageOf } from "../graph/page.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { isDecimal } from "../shared/money.js";
import { BadRequest, done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import * as repository from "./aggregation.repository.js";
import {
  type AggregationOpportunity,
  type AggregationOpportunityArguments,
  type AggregationOpportunityOrderField,
  type AggregationRate,
  type EndAggregationRateInput,
  type SetAggregationRateInput,
} from "./aggregation.types.js";
import { AGGREGATION_KPIS } from "./families/index.js";
import { refreshFigures } from "./kpi.repository.js";

const LONGEST_WINDOW = 120;

/**
 * Contracts that could be bought together, most promising first: of those that the caller may see, since they choose the
 * window and the floor.
 *
 * Errors: NotAllowed if not signed in; BadRequest for a window, floor, force, page size or cursor that cannot be used.
 */
export async function opportunities(
  ctx: RequestContext,
  { asAt, windowMonths, floor, force, first, after, orderBy }: AggregationOpportunityArguments,
): Promise<UnreadPage<AggregationOpportunity>> {
  ctx.access.require("figures:read");
  if (!Number.isInteger(windowMonths) || windowMonths < 1 || windowMonths > LONGEST_WINDOW) {
    throw new BadRequest(`The window is from 1 to ${LONGEST_WINDOW} months, not ${windowMonths}.`, ["windowMonths"]);
  }
  if (!isDecimal(floor) || new Big(floor).lt(0) || new Big(floor).gte("1000000000000")) {
    throw new BadRequest(`The floor is an amount in pounds from 0, not ${floor}.`, ["floor"]);
  }
  const wanted = force === null || force === undefined ? null : await forceByCode(ctx.database, force.trim());
  if (force && !wanted) {
    throw new BadRequest(`There is no force "${force}". Use a code such as those of \`forces\`.`, ["force"]);
  }
  const list = repository.opportunityList({
    asAt: asAt ?? ctx.today,
    windowMonths,
    floor: new Big(floor).toFixed(2),
    forceId: wanted?.id ?? null,
  });
  const given = orderBy.length > 0 ? orderBy : [{ field: "SCORE" as const, direction: "DESCENDING" as const }];
  // Categories and suppliers have numbers of their own, so that the reference settles what comes first.
  const settled = [...given, { field: "REFERENCE" as const, direction: "ASCENDING" as const }];
  return pageOf<AggregationOpportunity, Record<string, never>, AggregationOpportunityOrderField>(ctx, list, {
    first,
    after,
    orderBy: settled.filter(({ field }, place) => settled.findIndex((each) => each.field === field) === place),
  });
}

/** Every rate, the general ones first, then by category and first day. Errors: NotAllowed if not signed in. */
export function aggregationRates(ctx: RequestContext): Promise<AggregationRate[]> {
  ctx.access.require("figures:read");
  return repository.rates(ctx.database);
}

/**
 * States the rate of a category, or in general, from a day on.
 *
 * Errors: NotAllowed. Refused: an unknown category, a rate that is none, no source.
 */
export function setAggregationRate(
  ctx: RequestContext,
  input: SetAggregationRateInput,
): Promise<Outcome<AggregationRate>> {
  const { ratePercent, source } = input;
  const problems: Problem[] = [];
  const rate = isDecimal(ratePercent) ? new Big(ratePercent) : null;
  if (!rate || rate.lt(0) || rate.gt(100) || !rate.eq(rate.round(2))) {
    problems.push(
      problem("NOT_A_RATE", ["ratePercent"], `${ratePercent} is no rate from 0 to 100 per cent with two decimals.`),
    );
  }
  if (source.trim() === "") {
    problems.push(problem("MISSING", ["source"], "Say where the rate comes from: a study, past awards, a decision."));
  }
  const from = input.validFrom ?? ctx.today;
  return changeRate(ctx, input.category ?? null, problems, async (transaction, key) => {
    const values = { rate_percent: ratePercent, source: source.trim() };
    const { id, before } = await setFrom(transaction, repository.rateTable, key, values, from);
    return { id, before, after: `${ratePercent} % from ${shownDate(from)} (${source.trim()})` };
  });
}

/** Ends the rate of a category, or the general one. Errors: as `setAggregationRate`; refused where none holds that day. */
export function endAggregationRate(
  ctx: RequestContext,
  input: EndAggregationRateInput,
): Promise<Outcome<AggregationRate>> {
  return changeRate(ctx, input.category ?? null, [], async (transaction, key) => {
    const before = await endOn(transaction, repository.rateTable, key, input.validTo);
    if (!before) {
      const message = `No rate holds on ${shownDate(input.validTo)}. Ask for aggregationRates to see which do.`;
      return [problem("NO_RATE", ["validTo"], message)];
    }
    return { id: before.id, before, after: `until ${shownDate(input.validTo)}` };
  });
}

type Changed = { readonly id: string; readonly before: DatedRow | null; readonly after: string };

async function changeRate(
  ctx: RequestContext,
  category: string | null,
  known: readonly Problem[],
  act: (transaction: Database, key: { readonly category_id: string | null }) => Promise<Changed | readonly Problem[]>,
): Promise<Outcome<AggregationRate>> {
  const { personId } = ctx.access.requireOn("targets:write", null);
  return ctx.database.transaction(async (transaction) => {
    const named = await namesIn(
      transaction,
      category === null ? [] : [{ kind: "category", name: category, field: ["category"] }],
    );
    const problems = [...known, ...named.problems];
    if (problems.length > 0) return refused(problems);
    const changed = await act(transaction, { category_id: named.idOf("category", category) });
    if (!("id" in changed)) return refused(changed);
    await recordChanges(
      transaction,
      { personId, action: "CHANGED", dataset: "AGGREGATION_RATES", reason: null, workbook: null, publishId: null },
      [
        {
          rowId: changed.id,
          rowReference: named.shownAs("category", category) ?? "General",
          version: null,
          field: "ratePercent",
          oldValue: changed.before && inWords(changed.before),
          newValue: changed.after,
        },
      ],
    );
    await refreshFigures(transaction, { kpis: AGGREGATION_KPIS });
    return done((await repository.rateById.read(transaction, [changed.id])).get(changed.id) as AggregationRate);
  });
}

const inWords = ({ values, validFrom, validTo }: DatedRow): string =>
  `${values.rate_percent} % from ${shownDate(validFrom)}${dated(validTo)}`;
const dated = (validTo: CalendarDate | null): string => (validTo === null ? "" : ` to ${shownDate(validTo)}`);
