/**
 * The operations the add-in sends and the shapes of their answers. This file is the only source: the files in
 * schema/operations hold the same text (`npm run addin -- operations` writes them, a test compares them), so that the
 * server's tests can send the very same operations. It imports nothing, so that a script can load it as it is.
 */

/** A named operation with its variables and its answer. */
export interface Operation<Answer, Variables> {
  readonly name: string;
  readonly text: string;
  /** Types only; never set. */
  readonly types?: { readonly answer: Answer; readonly variables: Variables };
}

function operation<Answer, Variables = Record<string, never>>(text: string): Operation<Answer, Variables> {
  const name = /(?:query|mutation) (\w+)/.exec(text)?.[1];
  if (name === undefined) throw new Error("An operation needs a name.");
  return { name, text };
}

export type Dataset =
  "CONTRACTS" | "SAVINGS" | "KPIS" | "PIPELINE" | "SUPPLIERS" | "SPEND" | "CLAIMS" | "WAIVERS" | "SOCIAL_VALUE";
export type ColumnType =
  "TEXT" | "MONEY" | "NUMBER" | "INTEGER" | "PERCENT" | "DATE" | "BOOLEAN" | "CHOICE" | "LOOKUP" | "PERIOD";
/** Money and numbers as exact decimal strings, dates as "YYYY-MM-DD"; null is "not known". */
export type CellValue = string | boolean | null;

/** A role in one force, in all forces of a collaboration, or (where neither is named) everywhere. */
export interface Membership {
  /** As the server names roles: HEAD_OF_PROCUREMENT. */
  readonly role: string;
  readonly forceCode: string | null;
  readonly collaborationCode: string | null;
}
export interface Viewer {
  readonly displayName: string;
  readonly memberships: readonly Membership[];
  /** Everything they may do on some row at least, as the server names acts: FIGURES_WRITE. */
  readonly allowed: readonly string[];
  /** Null for somebody who works for the whole collaboration. */
  readonly force: { readonly code: string; readonly name: string } | null;
}
export interface LocalPerson {
  readonly subject: string;
  readonly displayName: string;
  readonly memberships: readonly Membership[];
}
/** The identity provider at which people sign in. */
export interface SignInProvider {
  readonly authority: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly isEntra: boolean;
  readonly isDemonstration: boolean;
}
export interface SignInOptions {
  readonly provider: SignInProvider | null;
  /** People may pick who they are, for demonstrations. */
  readonly local: boolean;
}
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}
export interface LocalSignIn {
  readonly token: string | null;
  readonly viewer: Viewer | null;
  readonly expiresAt: string | null;
  readonly userErrors: readonly UserError[];
}

export interface SheetColumn {
  readonly field: string;
  readonly label: string;
  readonly description: string;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly editable: boolean;
  readonly required: boolean;
  readonly choices: readonly string[] | null;
  readonly hasLookup: boolean;
}
export interface DatasetDescription {
  readonly dataset: Dataset;
  readonly label: string;
  readonly description: string;
  readonly columns: readonly SheetColumn[];
  readonly defaultColumns: readonly string[];
}
export interface SheetCondition {
  readonly field: string;
  readonly operator: "IN" | "NOT_IN" | "CONTAINS" | "AT_LEAST" | "AT_MOST" | "IS_BLANK" | "IS_NOT_BLANK";
  readonly values: readonly string[];
}
export interface Sheet {
  readonly asAt: string;
  readonly readAt: string;
  readonly rowCount: number;
  readonly columns: readonly SheetColumn[];
  readonly ids: readonly string[];
  readonly versions: readonly number[];
  readonly values: readonly (readonly CellValue[])[];
}
export interface LookupChoice {
  readonly value: string;
  readonly detail: string | null;
}

/** One thing that a cell asks for; which arguments go together is said in the schema. Texts are as people type them. */
export interface CellRequest {
  readonly kpi?: string;
  readonly force?: string | null;
  readonly period?: string | null;
  readonly measure?: string | null;
  readonly asAt?: string | null;
  readonly contract?: string;
  readonly field?: string;
  readonly trend?: {
    readonly kpi: string;
    readonly force: string | null;
    readonly from: string | null;
    readonly to: string | null;
    readonly measure?: string | null;
  };
  readonly saving?: {
    readonly force: string | null;
    readonly period: string | null;
    readonly savingClass: string | null;
    readonly stage: string | null;
    readonly measure: string | null;
    readonly asAt: string | null;
  };
  readonly contracts?: {
    readonly columns: readonly string[];
    readonly first: number | null;
    readonly filters: readonly { readonly field: string; readonly value: string }[];
  };
  readonly list?: string;
  readonly calendar?: { readonly offset: number; readonly as: string | null };
  readonly stamp?: string;
}
/** A value or a table, or the problem why there is neither. What is optional comes with `details` alone. */
export interface CellAnswer {
  readonly value: CellValue;
  readonly type: ColumnType | null;
  readonly table?: {
    readonly columns: readonly { readonly label: string; readonly type: ColumnType; readonly unit: string | null }[];
    /** Column by column. */
    readonly values: readonly (readonly CellValue[])[];
  } | null;
  readonly unit?: string | null;
  readonly decimals?: number | null;
  readonly state?: string | null;
  readonly numerator?: string | null;
  readonly denominator?: string | null;
  readonly period?: string | null;
  readonly label?: string | null;
  readonly asAt?: string | null;
  readonly source?: string | null;
  readonly problem: {
    readonly kind: "BAD_ARGUMENT" | "NOT_AVAILABLE";
    readonly code: string;
    readonly message: string;
    readonly suggestion: string | null;
  } | null;
}

export interface CellEdit {
  readonly field: string;
  readonly value: CellValue;
}
export interface ChangesInput {
  readonly dataset: Dataset;
  readonly rows: readonly { readonly id: string; readonly version: number; readonly cells: readonly CellEdit[] }[];
  readonly inserts: readonly { readonly clientRowId: string; readonly cells: readonly CellEdit[] }[];
  /** Rows to delete, at the version that was pulled. */
  readonly deletes: readonly { readonly id: string; readonly version: number }[];
  readonly mode: "ALL_OR_NOTHING" | "APPLY_VALID";
  readonly reason: string | null;
  readonly workbook: string | null;
}
export interface CellConflict {
  readonly field: string;
  readonly label: string;
  readonly base: CellValue;
  readonly yours: CellValue;
  readonly theirs: CellValue;
  readonly by: string | null;
  readonly at: string | null;
  readonly version: number;
}
export interface CellError {
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | null;
}
export interface RowResult {
  readonly id: string | null;
  readonly clientRowId: string | null;
  readonly reference: string | null;
  readonly status: "APPLIED" | "MERGED" | "UNCHANGED" | "CONFLICT" | "REJECTED" | "NOT_APPLIED";
  readonly version: number | null;
  readonly appliedFields: readonly string[];
  readonly conflicts: readonly CellConflict[];
  readonly errors: readonly CellError[];
}
export interface PublishAnswer {
  readonly receipt: string | null;
  readonly publishedAt: string | null;
  readonly replayed: boolean;
  readonly counts: {
    readonly applied: number;
    readonly merged: number;
    readonly unchanged: number;
    readonly conflicts: number;
    readonly rejected: number;
  };
  readonly results: readonly RowResult[];
  readonly userErrors: readonly UserError[];
}

const COLUMN_FIELDS = `field
      label
      description
      type
      unit
      editable
      required
      choices
      hasLookup`;

const ANSWER_FIELDS = `receipt
    publishedAt
    replayed
    counts {
      applied
      merged
      unchanged
      conflicts
      rejected
    }
    results {
      id
      clientRowId
      reference
      status
      version
      appliedFields
      conflicts {
        field
        label
        base
        yours
        theirs
        by
        at
        version
      }
      errors {
        field
        code
        message
        suggestion
      }
    }
    userErrors {
      code
      message
      suggestion
    }`;

export const VIEWER = operation<{ viewer: Viewer | null }>(`query Viewer {
  viewer {
    displayName
    memberships {
      role
      forceCode
      collaborationCode
    }
    allowed
    force {
      code
      name
    }
  }
}
`);

export const SIGN_IN_OPTIONS = operation<{ signInOptions: SignInOptions }>(`query SignInOptions {
  signInOptions {
    provider {
      authority
      clientId
      scopes
      isEntra
      isDemonstration
    }
    local
  }
}
`);

export const LOCAL_SIGN_IN_PEOPLE = operation<{ localSignInPeople: readonly LocalPerson[] }>(`query LocalSignInPeople {
  localSignInPeople {
    subject
    displayName
    memberships {
      role
      forceCode
      collaborationCode
    }
  }
}
`);

export const SIGN_IN_LOCALLY = operation<
  { signInLocally: LocalSignIn },
  { subject: string }
>(`mutation SignInLocally($subject: String!) {
  signInLocally(subject: $subject) {
    token
    viewer {
      displayName
      memberships {
        role
        forceCode
        collaborationCode
      }
      allowed
      force {
        code
        name
      }
    }
    expiresAt
    userErrors {
      code
      message
      suggestion
    }
  }
}
`);

export const DATASETS = operation<{ datasets: readonly DatasetDescription[] }>(`query Datasets {
  datasets {
    dataset
    label
    description
    columns {
      ${COLUMN_FIELDS}
    }
    defaultColumns
  }
}
`);

interface SheetVariables {
  readonly dataset: Dataset;
  readonly columns: readonly string[];
  readonly where: readonly SheetCondition[];
  /** The date at which derived columns are worked out; left out for today. */
  readonly asAt?: string;
}
export const SHEET = operation<
  { sheet: Sheet },
  SheetVariables
>(`query Sheet($dataset: Dataset!, $columns: [String!], $where: [SheetCondition!]!, $asAt: Date) {
  sheet(dataset: $dataset, columns: $columns, where: $where, asAt: $asAt) {
    asAt
    readAt
    rowCount
    columns {
      ${COLUMN_FIELDS}
    }
    ids
    versions
    values
  }
}
`);

export const SHEET_COUNT = operation<
  { sheetCount: number },
  { dataset: Dataset; where: readonly SheetCondition[] }
>(`query SheetCount($dataset: Dataset!, $where: [SheetCondition!]!) {
  sheetCount(dataset: $dataset, where: $where)
}
`);

export const LOOKUP = operation<
  { lookup: readonly LookupChoice[] },
  { dataset: Dataset; field: string; search: string; first?: number }
>(`query Lookup($dataset: Dataset!, $field: String!, $search: String!, $first: Int) {
  lookup(dataset: $dataset, field: $field, search: $search, first: $first) {
    value
    detail
  }
}
`);

/** Answers column by column: every list has one entry for each cell. What is optional comes with `details` alone. */
export interface CellColumns {
  readonly values: readonly CellValue[];
  readonly meanings: readonly {
    readonly type: ColumnType | null;
    readonly label?: string | null;
    readonly unit?: string | null;
    readonly decimals?: number | null;
  }[];
  /** Places in `meanings`; null for a bad question. */
  readonly meaningOf: readonly (number | null)[];
  readonly states?: readonly (string | null)[];
  readonly numerators?: readonly (string | null)[];
  readonly denominators?: readonly (string | null)[];
  readonly periods?: readonly (string | null)[];
  readonly asAt?: readonly (string | null)[];
  readonly sources?: readonly (string | null)[];
  readonly problems: readonly (NonNullable<CellAnswer["problem"]> & { readonly cell: number })[];
}
const DETAILS = ["unit", "decimals", "state", "numerator", "denominator", "period", "label", "asAt", "source"];
const withDetails = (fields: readonly string[], indent = "    "): string =>
  fields.map((field) => `${field} @include(if: $details)`).join(`\n${indent}`);
const CELL_COLUMNS = `values
    meanings {
      type
      ${withDetails(["label", "unit", "decimals"], "      ")}
    }
    meaningOf
    problems {
      cell
      kind
      code
      message
      suggestion
    }`;
/** Sent by `askCells`, which sorts requests and answers. */
export const CELLS = operation<
  { contractCells: CellColumns; kpiCells: CellColumns; cells: readonly CellAnswer[] },
  {
    references: readonly string[];
    fields: readonly string[];
    kpis: readonly string[];
    forces: readonly (string | null)[] | null;
    periods: readonly (string | null)[] | null;
    measures: readonly (string | null)[] | null;
    asAt: readonly (string | null)[] | null;
    requests: readonly CellRequest[];
    details: boolean;
  }
>(`query Cells($references: [String!]!, $fields: [String!]!, $kpis: [String!]!, $forces: [String], $periods: [String], $measures: [String], $asAt: [String], $requests: [CellRequest!]!, $details: Boolean!) {
  contractCells(references: $references, fields: $fields) {
    ${CELL_COLUMNS}
    ${withDetails(["asAt", "sources"])}
  }
  kpiCells(
    kpis: $kpis
    forces: $forces
    periods: $periods
    measures: $measures
    asAt: $asAt
  ) {
    ${CELL_COLUMNS}
    ${withDetails(["states", "numerators", "denominators", "periods", "asAt", "sources"])}
  }
  cells(requests: $requests) {
    value
    type
    table {
      columns {
        label
        type
        unit
      }
      values
    }
    ${withDetails(DETAILS)}
    problem {
      kind
      code
      message
      suggestion
    }
  }
}
`);

/** What the headings of a person's own table most likely mean. */
export interface ColumnSuggestion {
  readonly heading: string;
  readonly field: string | null;
  readonly reason: string | null;
  readonly unit: "POUNDS" | "THOUSANDS" | "MILLIONS" | null;
}
export const SUGGEST_COLUMNS = operation<
  { suggestColumns: readonly ColumnSuggestion[] },
  { dataset: Dataset; headings: readonly string[] }
>(`query SuggestColumns($dataset: Dataset!, $headings: [String!]!) {
  suggestColumns(dataset: $dataset, headings: $headings) {
    heading
    field
    reason
    unit
  }
}
`);

/** A KPI's figure for a linked cell, with what a person should see beside it. */
export interface KpiFigure {
  readonly value: CellValue;
  readonly type: ColumnType | null;
  readonly unit: string | null;
  readonly label: string | null;
  readonly period: string | null;
  readonly problem: { readonly message: string } | null;
}
interface KpiRequest {
  readonly kpi: string;
  readonly force: string | null;
  readonly period: string | null;
  readonly measure: string;
  readonly asAt: string | null;
}
export const KPI_FIGURES = operation<
  { cells: readonly KpiFigure[] },
  { requests: readonly KpiRequest[] }
>(`query KpiFigures($requests: [CellRequest!]!) {
  cells(requests: $requests) {
    value
    type
    unit
    label
    period
    problem {
      message
    }
  }
}
`);

export const PREVIEW_CHANGES = operation<
  { previewChanges: PublishAnswer },
  { input: ChangesInput }
>(`query PreviewChanges($input: ChangesInput!) {
  previewChanges(input: $input) {
    ${ANSWER_FIELDS}
  }
}
`);

export const PUBLISH_CHANGES = operation<
  { publishChanges: PublishAnswer },
  { input: ChangesInput; idempotencyKey: string }
>(`mutation PublishChanges($input: ChangesInput!, $idempotencyKey: String!) {
  publishChanges(input: $input, idempotencyKey: $idempotencyKey) {
    ${ANSWER_FIELDS}
  }
}
`);

/** One recorded change; `from` and `to` as people see them, null where the cell was blank. */
export interface HistoryEntry {
  readonly number: number;
  readonly recordedAt: string;
  /** CREATED, CHANGED, DELETED, RESTORED, IMPORTED and the like. */
  readonly action: string;
  /** Null for the system itself. */
  readonly by: string | null;
  /** Null for an act on the whole row. */
  readonly field: string | null;
  readonly label: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly receipt: string | null;
  readonly undoes: string | null;
}
interface PageOf<Node> {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly Node[];
}
export const CELL_HISTORY = operation<
  { history: PageOf<HistoryEntry> | null },
  { id: string; field: string | null; first: number; after: string | null }
>(`query CellHistory($id: ID!, $field: String, $first: Int!, $after: String) {
  history(id: $id, field: $field, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      number
      recordedAt
      action
      by
      field
      label
      from
      to
      reason
      workbook
      receipt
      undoes
    }
  }
}
`);

/** What a cell said at the end of a quarter, as it was recorded then. */
export interface QuarterValue {
  readonly period: string;
  readonly isThere: boolean;
  readonly value: CellValue;
}
export const QUARTER_VALUES = operation<
  { valuesAtQuarters: readonly QuarterValue[] | null },
  { id: string; field: string; last: number }
>(`query QuarterValues($id: ID!, $field: String!, $last: Int!) {
  valuesAtQuarters(id: $id, field: $field, last: $last) {
    period
    isThere
    value
  }
}
`);

interface Organisation {
  readonly code: string;
  readonly name: string;
}
/** A KPI's figure with what it is made of. */
export interface FigureOrigin {
  readonly id: string;
  readonly period: string;
  readonly measure: "QUARTER" | "YEAR_TO_DATE";
  readonly value: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
  readonly unit: "GBP" | "PERCENT" | "COUNT";
  readonly dataState: string;
  readonly target: string | null;
  readonly rag: string;
  readonly ragOverride: { readonly reason: string; readonly setBy: string | null } | null;
  /** One of the two: whose figure it is. */
  readonly force: Organisation | null;
  readonly collaboration: (Organisation & { readonly parent: { readonly code: string } | null }) | null;
  readonly definition: {
    readonly code: string;
    readonly version: number;
    readonly name: string;
    readonly meaning: string;
    readonly numeratorMeaning: string;
    readonly denominatorMeaning: string | null;
  };
}
const FIGURE_FIELDS = (indent: string) =>
  `id
period
measure
value
numerator
denominator
unit
dataState
target
rag
ragOverride {
  reason
  setBy
}
force {
  code
  name
}
collaboration {
  code
  name
  parent {
    code
  }
}
definition {
  code
  version
  name
  meaning
  numeratorMeaning
  denominatorMeaning
}`.replaceAll("\n", `\n${indent}`);
export const FIGURE_BY_ID = operation<
  { node: Partial<FigureOrigin> | null },
  { id: string }
>(`query FigureById($id: ID!) {
  node(id: $id) {
    ... on KpiFigure {
      ${FIGURE_FIELDS("      ")}
    }
  }
}
`);
export const FIGURES_NAMED = operation<
  { kpiFigures: { readonly nodes: readonly FigureOrigin[] } },
  { where: { codes: string[]; periods: string[]; measures: string[]; forces?: string[]; collaborations?: string[] } }
>(`query FiguresNamed($where: KpiFigureWhere!) {
  kpiFigures(where: $where, first: 200) {
    nodes {
      ${FIGURE_FIELDS("      ")}
    }
  }
}
`);

/** One row behind a figure, and what it adds to it. */
export interface FigureRow {
  readonly rowId: string;
  readonly kind: string;
  readonly reference: string;
  readonly title: string;
  readonly numerator: string | null;
  readonly denominator: string | null;
}
interface FigureRowsVariables {
  readonly kpi: string;
  readonly force: string | null;
  readonly collaboration: string | null;
  readonly period: string;
  readonly measure: string;
  readonly first: number;
  readonly after: string | null;
}
export const FIGURE_ROWS = operation<
  { kpiContributions: PageOf<FigureRow> },
  FigureRowsVariables
>(`query FigureRows($kpi: String!, $force: String, $collaboration: String, $period: Period!, $measure: KpiMeasure!, $first: Int!, $after: String) {
  kpiContributions(
    kpi: $kpi
    force: $force
    collaboration: $collaboration
    period: $period
    measure: $measure
    first: $first
    after: $after
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      rowId
      kind
      reference
      title
      numerator
      denominator
    }
  }
}
`);

/** One saving behind a figure of savings, and what it adds to it. */
export interface SavingRow {
  readonly rowId: string;
  readonly reference: string;
  readonly title: string;
  readonly savingClass: string;
  readonly stage: string;
  readonly amount: string;
}
export const SAVING_ROWS = operation<
  { savingContributions: PageOf<SavingRow> },
  { saving: NonNullable<CellRequest["saving"]>; first: number; after: string | null }
>(`query SavingRows($saving: SavingRequest!, $first: Int!, $after: String) {
  savingContributions(saving: $saving, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      rowId
      reference
      title
      savingClass
      stage
      amount
    }
  }
}
`);

/** A publish with its receipt. */
export interface Publish {
  readonly receipt: string;
  readonly by: string;
  readonly dataset: Dataset;
  readonly publishedAt: string;
  readonly reason: string | null;
  readonly workbook: string | null;
  readonly cellsChanged: number;
  readonly rowsChanged: number;
  readonly rowsCreated: number;
  readonly rowsDeleted: number;
  readonly rowsRestored: number;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
}
export const PUBLISHES = operation<
  { publishes: PageOf<Publish> },
  { mine: boolean; first: number; after: string | null }
>(`query Publishes($mine: Boolean!, $first: Int!, $after: String) {
  publishes(mine: $mine, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      receipt
      by
      dataset
      publishedAt
      reason
      workbook
      cellsChanged
      rowsChanged
      rowsCreated
      rowsDeleted
      rowsRestored
      undoes
      undoneBy
    }
  }
}
`);

export const UNDO_PUBLISH = operation<
  { undoPublish: PublishAnswer },
  { receipt: string; reason: string | null; idempotencyKey: string }
>(`mutation UndoPublish($receipt: String!, $reason: String, $idempotencyKey: String!) {
  undoPublish(receipt: $receipt, reason: $reason, idempotencyKey: $idempotencyKey) {
    ${ANSWER_FIELDS}
  }
}
`);

/** A token that a person made for a tool; the token itself is shown once only. */
export interface PersonalToken {
  readonly id: string;
  readonly name: string;
  /** The last four characters, to tell tokens apart. */
  readonly endsWith: string;
  readonly scope: TokenScope;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** To within a minute; null when never. */
  readonly lastUsedAt: string | null;
}
export type TokenScope = "READ" | "WRITE";

const TOKEN_FIELDS = `id
      name
      endsWith
      scope
      createdAt
      expiresAt
      revokedAt
      lastUsedAt`;

export const PERSONAL_TOKENS = operation<{
  viewer: { personalAccessTokens: readonly PersonalToken[] } | null;
}>(`query PersonalTokens {
  viewer {
    personalAccessTokens {
      ${TOKEN_FIELDS}
    }
  }
}
`);

export const CREATE_PERSONAL_TOKEN = operation<
  {
    createPersonalAccessToken: {
      readonly secret: string | null;
      readonly personalAccessToken: PersonalToken | null;
      readonly userErrors: readonly UserError[];
    };
  },
  { input: { name: string; scope: TokenScope; expiresInDays: number } }
>(`mutation CreatePersonalToken($input: CreatePersonalAccessTokenInput!) {
  createPersonalAccessToken(input: $input) {
    secret
    personalAccessToken {
      ${TOKEN_FIELDS}
    }
    userErrors {
      code
      message
      suggestion
    }
  }
}
`);

export const REVOKE_PERSONAL_TOKEN = operation<
  {
    revokePersonalAccessToken: {
      readonly personalAccessToken: PersonalToken | null;
      readonly userErrors: readonly UserError[];
    };
  },
  { id: string }
>(`mutation RevokePersonalToken($id: ID!) {
  revokePersonalAccessToken(id: $id) {
    personalAccessToken {
      ${TOKEN_FIELDS}
    }
    userErrors {
      code
      message
      suggestion
    }
  }
}
`);

/** Which operations each file of schema/operations holds. */
export const OPERATION_FILES: Readonly<Record<string, readonly { readonly text: string }[]>> = {
  "access.graphql": [
    VIEWER,
    SIGN_IN_OPTIONS,
    LOCAL_SIGN_IN_PEOPLE,
    SIGN_IN_LOCALLY,
    PERSONAL_TOKENS,
    CREATE_PERSONAL_TOKEN,
    REVOKE_PERSONAL_TOKEN,
  ],
  "workbook.graphql": [
    DATASETS,
    SHEET,
    SHEET_COUNT,
    LOOKUP,
    CELLS,
    SUGGEST_COLUMNS,
    KPI_FIGURES,
    PREVIEW_CHANGES,
    PUBLISH_CHANGES,
    UNDO_PUBLISH,
  ],
  "history.graphql": [CELL_HISTORY, QUARTER_VALUES, FIGURE_BY_ID, FIGURES_NAMED, FIGURE_ROWS, SAVING_ROWS, PUBLISHES],
};
