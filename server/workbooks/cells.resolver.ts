import { Arg, Args, Ctx, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type CellRequest, type SavingQuestion } from "./cells.js";
import { type CellColumns } from "./cells.columns.js";
import { cells, contractCells, kpiCells } from "./cells.service.js";
import {
  CellAnswerType,
  CellColumnsType,
  CellRequestInput,
  ContractCellsArguments,
  KpiCellsArguments,
  type SavingRequestInput,
} from "./cells.types.js";

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
  saving: saving ? toSavingQuestion(saving) : null,
  contracts: contracts
    ? { columns: contracts.columns, first: contracts.first ?? null, filters: contracts.filters }
    : null,
  calendar: calendar ? { offset: calendar.offset, as: calendar.as ?? null } : null,
});

export const toSavingQuestion = (saving: SavingRequestInput): SavingQuestion => ({
  force: saving.force ?? null,
  period: saving.period ?? null,
  savingClass: saving.savingClass ?? null,
  stage: saving.stage ?? null,
  measure: saving.measure ?? null,
  asAt: saving.asAt ?? null,
});

/** Each list is written when it is asked for. */
const toColumns = ({ splice }: RequestContext, columns: CellColumns): CellColumnsType => {
  const list = (values: readonly unknown[]) => splice(JSON.stringify(values));
  return {
    meanings: columns.meanings,
    problems: columns.problems,
    get values() {
      return list(columns.values);
    },
    get meaningOf() {
      return list(columns.meaningOf);
    },
    get states() {
      return list(columns.more("state"));
    },
    get numerators() {
      return list(columns.more("numerator"));
    },
    get denominators() {
      return list(columns.more("denominator"));
    },
    get periods() {
      return list(columns.more("period"));
    },
    get asAt() {
      return list(columns.more("asAt"));
    },
    get sources() {
      return list(columns.more("source"));
    },
  };
};

@Resolver()
export class CellsResolver {
  @Query(() => [CellAnswerType], {
    description:
      "Values for many cells in one request, in the order asked. At most 20,000, where a list counts as 100, a trend as 40, and savings in another measure than IN_YEAR as 100. Thousands of figures, or of contracts' fields, take a fraction of the time from `kpiCells` and `contractCells`.",
  })
  cells(
    @Arg("requests", () => [CellRequestInput], { description: "What each cell asks for." })
    requests: CellRequestInput[],
    @Ctx() ctx: RequestContext,
  ): Promise<CellAnswerType[]> {
    return cells(ctx, requests.map(toRequest));
  }

  @Query(() => CellColumnsType, {
    description:
      "Fields of contracts for many cells in one request, column by column: up to 20,000 cells, in the order asked.",
  })
  async contractCells(
    @Args(() => ContractCellsArguments) asked: ContractCellsArguments,
    @Ctx() ctx: RequestContext,
  ): Promise<CellColumnsType> {
    return toColumns(ctx, await contractCells(ctx, asked));
  }

  @Query(() => CellColumnsType, {
    description: "KPI figures for many cells in one request, column by column: up to 20,000 cells, in the order asked.",
  })
  async kpiCells(
    @Args(() => KpiCellsArguments) { kpis, forces, periods, measures, asAt }: KpiCellsArguments,
    @Ctx() ctx: RequestContext,
  ): Promise<CellColumnsType> {
    const asked = {
      kpis,
      forces: forces ?? null,
      periods: periods ?? null,
      measures: measures ?? null,
      asAt: asAt ?? null,
    };
    return toColumns(ctx, await kpiCells(ctx, asked));
  }
}
