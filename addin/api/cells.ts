import { ask, type RequestOptions } from "./client.js";
import { CELLS, type CellAnswer, type CellColumns, type CellRequest } from "./operations.js";

/**
 * Answers to what cells ask, in one request and in the order asked. Figures and fields of contracts, of which there are
 * thousands, go and come as columns; everything else goes cell by cell.
 * Errors: `ApiProblem`.
 */
export async function askCells(
  requests: readonly CellRequest[],
  { details = true, ...options }: RequestOptions & { readonly details?: boolean } = {},
): Promise<(CellAnswer | undefined)[]> {
  const contracts = new Places();
  const kpis = new Places();
  const others = new Places();
  requests.forEach((request, place) => placesFor(request, { contracts, kpis, others }).add(request, place));
  const given = await ask(
    CELLS,
    {
      references: contracts.requests.map(({ contract }) => contract ?? ""),
      fields: contracts.requests.map(({ field }) => field ?? ""),
      kpis: kpis.requests.map(({ kpi }) => kpi ?? ""),
      forces: kpis.listOf("force"),
      periods: kpis.listOf("period"),
      measures: kpis.listOf("measure"),
      asAt: kpis.listOf("asAt"),
      requests: others.requests,
      details,
    },
    options,
  );
  const answers = Array<CellAnswer | undefined>(requests.length);
  contracts.put(fromColumns(given.contractCells), answers);
  kpis.put(fromColumns(given.kpiCells), answers);
  others.put(given.cells, answers);
  return answers;
}

/** Some of the requests, and where they stand among all of them. */
class Places {
  readonly requests: CellRequest[] = [];
  private readonly places: number[] = [];

  add(request: CellRequest, place: number): void {
    this.requests.push(request);
    this.places.push(place);
  }

  /** An argument of each; null where none of them has it. */
  listOf(argument: "force" | "period" | "measure" | "asAt"): (string | null)[] | null {
    const list = this.requests.map((request) => request[argument] ?? null);
    return list.every((value) => value === null) ? null : list;
  }

  put(given: readonly CellAnswer[], answers: (CellAnswer | undefined)[]): void {
    this.places.forEach((place, index) => {
      answers[place] = given[index];
    });
  }
}

function placesFor(
  { kpi, contract }: CellRequest,
  { contracts, kpis, others }: Readonly<Record<"contracts" | "kpis" | "others", Places>>,
): Places {
  if (kpi !== undefined) return kpis;
  return contract === undefined ? others : contracts;
}

function fromColumns(columns: CellColumns): CellAnswer[] {
  const problems = new Map(columns.problems.map(({ cell, ...problem }) => [cell, problem]));
  return columns.values.map((value, cell) => {
    const { type = null, ...meaning } = columns.meanings[columns.meaningOf[cell] ?? -1] ?? {};
    return {
      value,
      type,
      ...meaning,
      state: columns.states?.[cell] ?? null,
      numerator: columns.numerators?.[cell] ?? null,
      denominator: columns.denominators?.[cell] ?? null,
      period: columns.periods?.[cell] ?? null,
      asAt: columns.asAt?.[cell] ?? null,
      source: columns.sources?.[cell] ?? null,
      problem: problems.get(cell) ?? null,
    };
  });
}
