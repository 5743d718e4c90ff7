import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type CellRequest } from "./cells.js";
import { cells } from "./cells.service.js";
import { CellAnswerType, CellRequestInput } from "./cells.types.js";

const toRequest = ({ trend, saving, contracts, calendar, ...plain }: CellRequestInput): CellRequest => ({
  kpi: plain.kpi ?? null,
  force: plain.force ?? null,
  period: plain.period ?? null,
  measure: plain.measure ?? null,
  asAt: plain.asAt ?? null,
  contract: plain.contract ?? null,
  field: plain.field ?? null,
  list: plain.list ?? null,
  stamp: plain.stamp ?? null,
  trend: trend
    ? {
        kpi: trend.kpi,
        force: trend.force ?? null,
        from: trend.from ?? null,
        to: trend.to ?? null,
        measure: trend.measure ?? null,
      }
    : null,
  saving: saving
    ? {
        force: saving.force ?? null,
        period: saving.period ?? null,
        savingClass: saving.savingClass ?? null,
        stage: saving.stage ?? null,
        measure: saving.measure ?? null,
        asAt: saving.asAt ?? null,
      }
    : null,
  contracts: contracts
    ? { columns: contracts.columns, first: contracts.first ?? null, filters: contracts.filters }
    : null,
  calendar: calendar ? { offset: calendar.offset, as: calendar.as ?? null } : null,
});

@Resolver()
export class CellsResolver {
  @Query(() => [CellAnswerType], {
    description:
      "Values for many cells in one request, in the order asked. At most 20,000, where a list counts as 100, a trend as 40, and savings in another measure than IN_YEAR as 100.",
  })
  cells(
    @Arg("requests", () => [CellRequestInput], { description: "What each cell asks for." })
    requests: CellRequestInput[],
    @Ctx() ctx: RequestContext,
  ): Promise<CellAnswerType[]> {
    return cells(ctx, requests.map(toRequest));
  }
}
