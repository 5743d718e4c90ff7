import { isDeepStrictEqual } from "node:util";
import * as sql from "./contenders/statements.js";
import { type Party, type PartyName, type Question } from "./parties.js";

/** Something that every contender is asked in its own words. */
export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly connections: number;
  readonly entries: readonly Entry[];
}

/** One contender's way of asking. */
export interface Entry {
  /** As the table calls it: the party, and the form where a party has several. */
  readonly label: string;
  readonly party: Party;
  /** The questions of each variant; the variants are the same for all contenders, in the same order. */
  readonly variants: readonly (readonly Question[])[];
  /** The answer in the one form in which contenders are compared. */
  readonly read: (texts: readonly string[]) => unknown;
}

/** What the workloads are made of: known from the database. */
export interface Samples {
  readonly levels: readonly string[];
  readonly categories: readonly { readonly id: string; readonly name: string }[];
  readonly references: readonly string[];
  readonly kpis: readonly string[];
  readonly forces: readonly string[];
  readonly periods: readonly { readonly name: string; readonly year: number; readonly quarter: number }[];
  readonly today: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of four makers, read field by field and compared whole
type Json = any;
const parse = (text: string | undefined): Json => JSON.parse(text ?? "null") as Json;
const graphql = (query: string, variables: object = {}): Question => ({
  path: "/graphql",
  body: JSON.stringify({ query, variables }),
});
const plain = ({ name }: sql.Statement, values: readonly unknown[]): Question => ({
  path: `/${name}`,
  body: JSON.stringify(values),
});
const bare = (statement: sql.Statement, values: readonly unknown[]): Question => ({ statement, values });
const byPlace = <Row>(rows: readonly Row[], place: (row: Row) => string): Row[] =>
  [...rows].sort((a, b) => (place(a) < place(b) ? -1 : 1));
/** 12.50 and 12.5 are the same number. */
const exact = (value: string | null): string | null =>
  value !== null && value.includes(".") ? value.replace(/\.?0+$/, "") : value;

/** Every workload, with the questions of every party that takes part. */
export async function workloads(parties: readonly Party[], samples: Samples): Promise<Workload[]> {
  const party = (name: PartyName): Party | undefined => parties.find((each) => each.name === name);
  const all = {
    sevenfold: party("Sevenfold"),
    postgraphile: party("PostGraphile"),
    plain: party("plain"),
    bare: party("bare SQL"),
  };
  const made = [
    await pages(all, samples),
    categorySheets(all, samples),
    oneContract(all, samples),
    scorecard(all, samples),
    scorecardSheet(all, samples),
    contractCells(all, samples),
    kpiCells(all, samples),
    wholeSheet(all),
    usualSheet(all, samples),
    supplierSlices(all, samples),
  ];
  const before = party("Sevenfold before");
  if (!before) return made;
  // Another version of Sevenfold is asked the very same, with the same cursors.
  return made.map((workload) => ({
    ...workload,
    entries: workload.entries.flatMap((each) =>
      each.party.name === "Sevenfold" ? [each, { ...each, party: before, label: before.name }] : [each],
    ),
  }));
}

interface All {
  readonly sevenfold: Party | undefined;
  readonly postgraphile: Party | undefined;
  readonly plain: Party | undefined;
  readonly bare: Party | undefined;
}

/** An entry for a party that takes part; nothing for one that does not. */
const entry = (
  party: Party | undefined,
  variants: readonly (readonly Question[])[],
  read: Entry["read"],
  form = "",
): Entry[] => (party ? [{ label: `${party.name}${form}`, party, variants, read }] : []);

/** The plain handler and the bare loop ask the same statements and get the same text. */
const byHand = (
  { plain: handler, bare: loop }: All,
  variants: readonly { readonly statement: sql.Statement; readonly values: readonly unknown[] }[],
  read: (answer: Json) => unknown,
): Entry[] => [
  ...entry(
    handler,
    variants.map(({ statement, values }) => [plain(statement, values)]),
    ([text]) => read(parse(text)),
  ),
  ...entry(
    loop,
    variants.map(({ statement, values }) => [bare(statement, values)]),
    ([text]) => read(parse(text)),
  ),
];

const PAGES_DEEP = 4;

/** W1. Every contender walks with its own cursors, so the pages of each level are asked in their order first. */
async function pages(all: All, { levels }: Samples): Promise<Workload> {
  const ours = `query Page($level: CollaborationLevel!, $after: String) {
    contracts(first: 100, after: $after, where: {collaborationLevel: {in: [$level]}}, orderBy: [{field: CURRENT_ENDS_ON}]) {
      nodes { reference title collaborationLevel startsOn currentEndsOn annualValue version
        supplier { reference name isSme } category { code name } participants { sharePercent force { code } } }
      pageInfo { endCursor hasNextPage } } }`;
  const theirs = `query Page($level: CollaborationLevel!, $after: Cursor) {
    allContracts(first: 100, after: $after, condition: {collaborationLevel: $level, deletedAt: null}, orderBy: [CURRENT_ENDS_ON_ASC]) {
      nodes { reference title collaborationLevel startsOn currentEndsOn annualValue version
        supplierBySupplierId { reference name isSme } categoryByCategoryId { code name }
        contractParticipantsByContractId { nodes { sharePercent forceByForceId { code } } } }
      pageInfo { endCursor hasNextPage } } }`;
  const walked = async (
    party: Party | undefined,
    first: (level: string) => Question,
    next: (level: string, answer: Json) => Question,
  ): Promise<Question[][]> => {
    if (!party) return [];
    const variants: Question[][] = [];
    for (const level of levels) {
      let question = first(level);
      for (let page = 0; page < PAGES_DEEP; page += 1) {
        variants.push([question]);
        question = next(level, parse(await party.ask(question)));
      }
    }
    return variants;
  };
  const row = (node: Json) => ({
    ...node,
    participants: byPlace(
      (node.participants as Json[]).map(({ sharePercent, force }) => [force.code, sharePercent]),
      ([code]) => code,
    ),
  });
  const fromOurs = ([text]: readonly string[]) => (parse(text).data.contracts.nodes as Json[]).map(row);
  const fromTheirs = ([text]: readonly string[]) =>
    (parse(text).data.allContracts.nodes as Json[]).map(
      ({ supplierBySupplierId, categoryByCategoryId, contractParticipantsByContractId, ...rest }) =>
        row({
          ...rest,
          supplier: supplierBySupplierId,
          category: categoryByCategoryId,
          participants: contractParticipantsByContractId.nodes.map(({ sharePercent, forceByForceId }: Json) => ({
            sharePercent,
            force: forceByForceId,
          })),
        }),
    );
  const byHandValues = (level: string, rows: Json) => [level, rows.at(-1).currentEndsOn, rows.at(-1).id];
  const fromHand = ([text]: readonly string[]) => (parse(text) as Json[]).map(({ id: _id, ...rest }) => row(rest));
  return {
    name: "W1",
    title: "page of 100 contracts with supplier, category and shares",
    connections: 8,
    entries: [
      ...entry(
        all.sevenfold,
        await walked(
          all.sevenfold,
          (level) => graphql(ours, { level }),
          (level, { data }) => graphql(ours, { level, after: data.contracts.pageInfo.endCursor }),
        ),
        fromOurs,
      ),
      ...entry(
        all.postgraphile,
        await walked(
          all.postgraphile,
          (level) => graphql(theirs, { level }),
          (level, { data }) => graphql(theirs, { level, after: data.allContracts.pageInfo.endCursor }),
        ),
        fromTheirs,
      ),
      ...entry(
        all.plain,
        await walked(
          all.plain,
          (level) => plain(sql.firstPage, [level]),
          (level, rows) => plain(sql.nextPage, byHandValues(level, rows)),
        ),
        fromHand,
      ),
      ...entry(
        all.bare,
        await walked(
          all.bare,
          (level) => bare(sql.firstPage, [level]),
          (level, rows) => bare(sql.nextPage, byHandValues(level, rows)),
        ),
        fromHand,
      ),
    ],
  };
}

const sheetFields =
  "reference title supplier leadForce collaborationLevel startsOn initialEndsOn currentEndsOn annualValue ownerRole".split(
    " ",
  );
const sheetNode = `reference title supplierBySupplierId { name } forceByLeadForceId { code } collaborationLevel startsOn
  initialEndsOn currentEndsOn annualValue ownerRole`;
const theirColumns = (nodes: Json[], fields: readonly string[]): Json[][] =>
  fields.map((field) =>
    nodes.map((node) => {
      if (field === "supplier") return node.supplierBySupplierId?.name ?? null;
      if (field === "leadForce") return node.forceByLeadForceId?.code ?? null;
      return node[field];
    }),
  );
const sheetQuery = `query Sheet($dataset: Dataset!, $columns: [String!], $where: [SheetCondition!]!, $orderBy: [SheetOrder!]!) {
  sheet(dataset: $dataset, columns: $columns, where: $where, orderBy: $orderBy) {
    asAt rowCount columns { field label type unit editable } ids versions values } }`;
const sheetValues = ([text]: readonly string[]) => parse(text).data.sheet.values;

/** W1s. A sheet has every row that matches, so the page is the hundred or so contracts of one category. */
function categorySheets(all: All, { categories }: Samples): Workload {
  const theirs = `query Category($id: BigInt!) {
    allContracts(condition: {categoryId: $id, deletedAt: null}, orderBy: [CURRENT_ENDS_ON_ASC]) { nodes { rowId version ${sheetNode} } } }`;
  return {
    name: "W1s",
    title: "about 100 contracts of a category as a sheet (no shares)",
    connections: 8,
    entries: [
      ...entry(
        all.sevenfold,
        categories.map(({ name }) => [
          graphql(sheetQuery, {
            dataset: "CONTRACTS",
            columns: sheetFields,
            where: [{ field: "category", operator: "IN", values: [name] }],
            orderBy: [{ field: "currentEndsOn" }],
          }),
        ]),
        sheetValues,
      ),
      ...entry(
        all.postgraphile,
        categories.map(({ id }) => [graphql(theirs, { id })]),
        ([text]) => theirColumns(parse(text).data.allContracts.nodes, sheetFields),
      ),
      ...byHand(
        all,
        categories.map(({ name }) => ({ statement: sql.categorySheet, values: [name] })),
        (columns) => columns,
      ),
    ],
  };
}

/** W2. */
function oneContract(all: All, { references, today }: Samples): Workload {
  const own = `reference title description startsOn currentEndsOn maximumEndsOn annualValue awardValue ownerRole version`;
  const ours = `query One($reference: String!) { contract(reference: $reference) { ${own} status
    supplier { reference name postcode isSme } category { code name parent { code name } } authority { name }
    leadForce { code name } participants { sharePercent validFrom force { code } }
    lots { number title value supplier { name } } extensionOptions { sequence months state }
    values { kind asAt net } references { sourceSystem reference } } }`;
  const theirs = `query One($reference: String!, $today: Date!) {
    allContracts(condition: {reference: $reference, deletedAt: null}) { nodes { ${own} status: contractStatusAt(asAt: $today)
      supplier: supplierBySupplierId { reference name postcode isSme }
      category: categoryByCategoryId { code name parent: categoryByParentId { code name } }
      authority: authorityByAuthorityId { name } leadForce: forceByLeadForceId { code name }
      participants: contractParticipantsByContractId { nodes { sharePercent validFrom force: forceByForceId { code } } }
      lots: contractLotsByContractId { nodes { number title value supplier: supplierBySupplierId { name } } }
      extensionOptions: contractExtensionOptionsByContractId { nodes { sequence months state } }
      values: contractValuesByContractId { nodes { kind asAt net } }
      references: contractReferencesByContractId { nodes { sourceSystem reference } } } } }`;
  const inOrder = (contract: Json) => ({
    ...contract,
    participants: byPlace(contract.participants as Json[], ({ force }) => force.code),
  });
  const lists = ["participants", "lots", "extensionOptions", "values", "references"];
  return {
    name: "W2",
    title: "one contract by reference, everything nested",
    connections: 8,
    entries: [
      ...entry(
        all.sevenfold,
        references.map((reference) => [graphql(ours, { reference })]),
        ([text]) => inOrder(parse(text).data.contract),
      ),
      ...entry(
        all.postgraphile,
        references.map((reference) => [graphql(theirs, { reference, today })]),
        ([text]) => {
          const [contract] = parse(text).data.allContracts.nodes;
          return inOrder({
            ...contract,
            ...Object.fromEntries(lists.map((list) => [list, contract[list].nodes])),
          });
        },
      ),
      ...byHand(
        all,
        references.map((reference) => ({ statement: sql.oneContract, values: [reference, today] })),
        inOrder,
      ),
    ],
  };
}

const figure = (kpi: string, force: string, period: string, value: string | null, state: string) => [
  `${kpi} ${force} ${period}`,
  exact(value),
  state,
];
const inFigureOrder = (figures: Json[][]): Json[][] => byPlace(figures, ([key]) => key as string);
const figureEntries = (all: All, kpis: readonly string[]): Entry[] => {
  // Its conditions are equalities, so each KPI is a field of its own.
  const theirs = `query Scorecard { ${kpis
    .map(
      (kpi, index) => `k${index}: allKpiFigures(orderBy: [FINANCIAL_YEAR_ASC, QUARTER_ASC],
    condition: {kpiCode: "${kpi}", measure: QUARTER, collaborationId: null}) {
    nodes { kpiCode financialYear quarter value dataState forceByForceId { code } } }`,
    )
    .join("\n")} }`;
  const period = (year: number, quarter: number) => `${year}-${String((year + 1) % 100).padStart(2, "0")} Q${quarter}`;
  return [
    ...entry(all.postgraphile, [[graphql(theirs)]], ([text]) =>
      inFigureOrder(
        (Object.values(parse(text).data as Json) as Json[])
          .flatMap(({ nodes }) => nodes as Json[])
          .map(({ kpiCode, financialYear, quarter, value, dataState, forceByForceId }) =>
            figure(kpiCode, forceByForceId.code, period(financialYear, quarter), value, dataState),
          ),
      ),
    ),
    ...byHand(all, [{ statement: sql.scorecard, values: [kpis] }], (rows: Json[]) =>
      inFigureOrder(
        rows.map(({ kpi, force, period: quarter, value, dataState }) => figure(kpi, force, quarter, value, dataState)),
      ),
    ),
  ];
};

/** W3. The typed list gives 1,000 rows at most, so a scorecard takes as many requests, one after the other, as it has pages. */
function scorecard(all: All, { kpis, forces, periods }: Samples): Workload {
  const quartersAtOnce = Math.max(1, Math.floor(1_000 / (kpis.length * forces.length)));
  const query = `query Scorecard($kpis: [String!]!, $forces: [String!]!, $periods: [Period!]!) {
    kpiFigures(first: 1000, where: {codes: $kpis, forces: $forces, periods: $periods, measures: [QUARTER]}) {
      nodes { period value dataState definition { code } force { code } } } }`;
  const questions = Array.from({ length: Math.ceil(periods.length / quartersAtOnce) }, (_, index) =>
    graphql(query, {
      kpis,
      forces,
      periods: periods.slice(index * quartersAtOnce, (index + 1) * quartersAtOnce).map(({ name }) => name),
    }),
  );
  return {
    name: "W3",
    title: `scorecard: ${kpis.length} KPIs, ${forces.length} forces, ${periods.length} quarters (${questions.length} requests of Sevenfold)`,
    connections: 8,
    entries: [
      ...entry(all.sevenfold, [questions], (texts) =>
        inFigureOrder(
          texts.flatMap((text) =>
            (parse(text).data.kpiFigures.nodes as Json[]).map(({ period, value, dataState, definition, force }) =>
              figure(definition.code, force.code, period, value, dataState),
            ),
          ),
        ),
      ),
      ...figureEntries(all, kpis),
    ],
  };
}

/** W3s. */
function scorecardSheet(all: All, { kpis, forces }: Samples): Workload {
  const question = graphql(sheetQuery, {
    dataset: "KPIS",
    columns: ["kpi", "organisation", "period", "value", "dataState"],
    where: [
      { field: "kpi", operator: "IN", values: kpis },
      { field: "organisation", operator: "IN", values: forces },
      { field: "measure", operator: "IN", values: ["QUARTER"] },
    ],
    orderBy: [],
  });
  return {
    name: "W3s",
    title: "the same scorecard as a sheet",
    connections: 8,
    entries: [
      ...entry(all.sevenfold, [[question]], (texts) => {
        const [kpis, organisations, quarters, values, states] = sheetValues(texts) as string[][];
        return inFigureOrder(
          (kpis ?? []).map((kpi, row) =>
            figure(kpi, organisations?.[row] ?? "", quarters?.[row] ?? "", values?.[row] ?? null, states?.[row] ?? ""),
          ),
        );
      }),
      ...figureEntries(all, kpis),
    ],
  };
}

const CELLS = 1_000;
const cellColumns = "values meanings { type } meaningOf problems { cell kind code message suggestion }";
const cellValues = ([text]: readonly string[]) => (parse(text).data.answer.values as Json[]).map(exact);

/** W4. */
function contractCells(all: All, { references }: Samples): Workload {
  const fields = ["annualValue", "awardValue", "title", "currentEndsOn", "supplier"];
  const asked = Array.from({ length: 10 }, (_, set) =>
    Array.from({ length: CELLS }, (_, cell) => ({
      // No cell asks what another does: from one round through the contracts to the next the fields move on.
      contract: references[(cell * 7 + set * 131) % references.length] ?? "",
      field: fields[(cell + Math.floor(cell / references.length) + set) % fields.length] ?? "",
    })),
  );
  const aliasField = (field: string) => (field === "supplier" ? "supplierBySupplierId { name }" : field);
  const aliases = asked
    .slice(0, 1)
    .map((cells) =>
      cells.map(
        ({ contract, field }, cell) =>
          `c${cell}: allContracts(condition: {reference: "${contract}", deletedAt: null}) { nodes { ${aliasField(field)} } }`,
      ),
    );
  return {
    name: "W4",
    title: "1,000 cells of contracts in one request",
    connections: 4,
    entries: [
      ...entry(
        all.sevenfold,
        asked.map((cells) => [
          graphql(
            `query Cells($references: [String!]!, $fields: [String!]!) {
              answer: contractCells(references: $references, fields: $fields) { ${cellColumns} } }`,
            { references: cells.map(({ contract }) => contract), fields: cells.map(({ field }) => field) },
          ),
        ]),
        cellValues,
      ),
      ...entry(
        all.postgraphile,
        asked.map((cells) => [
          graphql("query Cells($requests: JSON!) { benchContractCells(requests: $requests) }", {
            requests: cells.map(({ contract, field }) => [contract, field]),
          }),
        ]),
        ([text]) => (parse(text).data.benchContractCells as Json[]).map(exact),
      ),
      ...entry(
        all.postgraphile,
        aliases.map((cells) => [graphql(`query Cells { ${cells.join("\n")} }`)]),
        ([text]) =>
          Object.values(parse(text).data as Record<string, Json>).map(({ nodes: [node] }) => {
            const [value] = Object.values(node as Json) as Json[];
            return exact(value !== null && typeof value === "object" ? value.name : value);
          }),
        ", aliases",
      ),
      ...byHand(
        all,
        asked.map((cells) => ({
          statement: sql.contractCells,
          values: [cells.map(({ contract }) => contract), cells.map(({ field }) => field)],
        })),
        (values: Json[]) => values.map(exact),
      ),
    ],
  };
}

/** W4k. */
function kpiCells(all: All, { kpis, forces, periods }: Samples): Workload {
  const asked = Array.from({ length: 10 }, (_, set) =>
    Array.from({ length: CELLS }, (_, cell) => ({
      // As many different figures as there are.
      kpi: kpis[(cell + set) % kpis.length] ?? "",
      force: forces[(Math.floor(cell / kpis.length) + set) % forces.length] ?? "",
      period: periods[(Math.floor(cell / (kpis.length * forces.length)) + set) % periods.length] ?? {
        name: "",
        year: 0,
        quarter: 0,
      },
    })),
  );
  return {
    name: "W4k",
    title: "1,000 cells of KPI figures in one request",
    connections: 4,
    entries: [
      ...entry(
        all.sevenfold,
        asked.map((cells) => [
          graphql(
            `query Cells($kpis: [String!]!, $forces: [String], $periods: [String]) {
              answer: kpiCells(kpis: $kpis, forces: $forces, periods: $periods) { ${cellColumns} } }`,
            {
              kpis: cells.map(({ kpi }) => kpi),
              forces: cells.map(({ force }) => force),
              periods: cells.map(({ period }) => period.name),
            },
          ),
        ]),
        cellValues,
      ),
      ...entry(
        all.postgraphile,
        asked.map((cells) => [
          graphql("query Cells($requests: JSON!) { benchKpiCells(requests: $requests) }", {
            requests: cells.map(({ kpi, force, period }) => [kpi, force, period.year, period.quarter]),
          }),
        ]),
        ([text]) => (parse(text).data.benchKpiCells as Json[]).map(exact),
      ),
      ...byHand(
        all,
        asked.map((cells) => ({
          statement: sql.kpiCells,
          values: [
            cells.map(({ kpi }) => kpi),
            cells.map(({ force }) => force),
            cells.map(({ period }) => period.year),
            cells.map(({ period }) => period.quarter),
          ],
        })),
        (values: Json[]) => values.map(exact),
      ),
    ],
  };
}

const pull = (columns: readonly string[]): Question =>
  graphql(sheetQuery, { dataset: "CONTRACTS", columns, where: [], orderBy: [] });

/** W5. */
function wholeSheet(all: All): Workload {
  const theirs = `query Pull { allContracts(condition: {deletedAt: null}, orderBy: [REFERENCE_ASC]) { nodes { rowId version ${sheetNode} } } }`;
  return {
    name: "W5",
    title: "every contract by columns, ten columns",
    connections: 1,
    entries: [
      ...entry(all.sevenfold, [[pull(sheetFields)]], sheetValues),
      ...entry(all.postgraphile, [[graphql(theirs)]], ([text]) =>
        theirColumns(parse(text).data.allContracts.nodes, sheetFields),
      ),
      ...byHand(all, [{ statement: sql.wholeSheet, values: [] }], (columns) => columns),
    ],
  };
}

/** W5u. */
function usualSheet(all: All, { today }: Samples): Workload {
  const fields = sheetFields.map((field) => (field === "collaborationLevel" ? "status" : field));
  const theirs = `query Pull($today: Date!) { allContracts(condition: {deletedAt: null}, orderBy: [REFERENCE_ASC]) {
    nodes { rowId version ${sheetNode.replace("collaborationLevel", "status: contractStatusAt(asAt: $today)")} } } }`;
  return {
    name: "W5u",
    title: "the same with the status worked out, as workbooks pull it",
    connections: 1,
    entries: [
      ...entry(all.sevenfold, [[pull(fields)]], sheetValues),
      ...entry(all.postgraphile, [[graphql(theirs, { today })]], ([text]) =>
        theirColumns(parse(text).data.allContracts.nodes, fields),
      ),
      ...byHand(all, [{ statement: sql.usualSheet, values: [today] }], (columns) => columns),
    ],
  };
}

/** W7. Everybody but Sevenfold adds the lines up when asked: PostGraphile with a function of its schema. */
function supplierSlices(all: All, { periods }: Samples): Workload {
  const [first, last] = [periods[0], periods.at(-1)];
  const kpis = Object.keys(sql.supplierStatements);
  const ours = `query Suppliers($kpi: String!, $from: Period!, $period: Period!) {
    kpiBySupplier(kpi: $kpi, collaboration: "ALL", from: $from, period: $period, first: 100) {
      nodes { supplierReference supplierName numerator denominator value } } }`;
  const row = ({ reference, name, numerator, denominator, value }: Json) => [
    reference,
    name,
    ...[numerator, denominator, value].map(exact),
  ];
  return {
    name: "W7",
    title: "a KPI by supplier over every spend line: the hundred largest of all forces and quarters",
    connections: 2,
    entries: [
      ...entry(
        all.sevenfold,
        kpis.map((kpi) => [graphql(ours, { kpi, from: first?.name, period: last?.name })]),
        ([text]) =>
          (parse(text).data.kpiBySupplier.nodes as Json[]).map(({ supplierReference, supplierName, ...rest }) =>
            row({ reference: supplierReference, name: supplierName, ...rest }),
          ),
      ),
      ...entry(
        all.postgraphile,
        kpis.map((kpi) => [
          graphql(
            `query Suppliers($first: Int!, $last: Int!) { answer: benchSuppliers${camelCase(kpi)}(firstYear: $first, lastYear: $last) }`,
            { first: first?.year, last: last?.year },
          ),
        ]),
        ([text]) => (jsonOf(parse(text).data.answer) as Json[]).map(row),
      ),
      ...byHand(
        all,
        kpis.map((kpi) => ({
          statement: sql.supplierStatements[kpi] as sql.Statement,
          values: [first?.year, last?.year],
        })),
        (rows: Json[]) => rows.map(row),
      ),
    ],
  };
}

const camelCase = (code: string): string =>
  code
    .toLowerCase()
    .split("_")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");
/** PostGraphile gives JSON as it is, or as text. */
const jsonOf = (value: Json): Json => (typeof value === "string" ? parse(value) : value);

/**
 * Asks every contender of a workload every variant once and compares what they say.
 *
 * Errors: throws with the first difference; nothing is timed then.
 */
export async function checkEqual({ name, entries }: Workload, variants = 4): Promise<void> {
  const [first, ...others] = entries;
  if (!first) return;
  const answer = async ({ party, variants: asked, read }: Entry, variant: number) => {
    const texts: string[] = [];
    for (const question of asked[variant] ?? []) texts.push(await party.ask(question));
    return read(texts);
  };
  for (let variant = 0; variant < Math.min(variants, first.variants.length); variant += 1) {
    const expected = await answer(first, variant);
    if (JSON.stringify(expected).length < 200) throw new Error(`${name}: there is next to nothing in the answer.`);
    for (const other of others.filter((each) => variant < each.variants.length)) {
      const given = await answer(other, variant);
      if (!isDeepStrictEqual(given, expected)) {
        throw new Error(
          `${name}: ${other.label} and ${first.label} answer differently: ${difference(given, expected)}`,
        );
      }
    }
  }
}

function difference(given: unknown, expected: unknown, path = ""): string {
  if (typeof given === "object" && given !== null && typeof expected === "object" && expected !== null) {
    const keys = [...new Set([...Object.keys(given), ...Object.keys(expected)])];
    for (const key of keys) {
      const [one, other] = [(given as Json)[key], (expected as Json)[key]];
      if (!isDeepStrictEqual(one, other)) return difference(one, other, `${path}/${key}`);
    }
  }
  const shown = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 200);
  return `at ${path || "/"} ${shown(given)} and ${shown(expected)}`;
}
