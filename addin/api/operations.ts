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

export type Dataset = "CONTRACTS" | "SAVINGS" | "KPIS";
export type ColumnType =
  "TEXT" | "MONEY" | "NUMBER" | "INTEGER" | "PERCENT" | "DATE" | "BOOLEAN" | "CHOICE" | "LOOKUP" | "PERIOD";
/** Money and numbers as exact decimal strings, dates as "YYYY-MM-DD"; null is "not known". */
export type CellValue = string | boolean | null;

export interface Viewer {
  readonly displayName: string;
  readonly role: "VIEWER" | "EDITOR";
  /** Null for somebody who works for the whole collaboration. */
  readonly force: { readonly code: string; readonly name: string } | null;
}
export interface LocalPerson {
  readonly subject: string;
  readonly displayName: string;
  readonly role: Viewer["role"];
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

export interface CellRequest {
  readonly kpi?: string;
  readonly force?: string | null;
  readonly period?: string | null;
  readonly contract?: string;
  readonly field?: string;
}
export interface CellAnswer {
  readonly value: CellValue;
  readonly type: ColumnType | null;
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
    role
    force {
      code
      name
    }
  }
}
`);

export const LOCAL_SIGN_IN_PEOPLE = operation<{ localSignInPeople: readonly LocalPerson[] }>(`query LocalSignInPeople {
  localSignInPeople {
    subject
    displayName
    role
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
      role
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
}
export const SHEET = operation<
  { sheet: Sheet },
  SheetVariables
>(`query Sheet($dataset: Dataset!, $columns: [String!], $where: [SheetCondition!]!) {
  sheet(dataset: $dataset, columns: $columns, where: $where) {
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
  { dataset: Dataset; field: string; search: string }
>(`query Lookup($dataset: Dataset!, $field: String!, $search: String!) {
  lookup(dataset: $dataset, field: $field, search: $search) {
    value
    detail
  }
}
`);

export const CELLS = operation<
  { cells: readonly CellAnswer[] },
  { requests: readonly CellRequest[] }
>(`query Cells($requests: [CellRequest!]!) {
  cells(requests: $requests) {
    value
    type
    problem {
      kind
      code
      message
      suggestion
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

/** Which operations each file of schema/operations holds. */
export const OPERATION_FILES: Readonly<Record<string, readonly { readonly text: string }[]>> = {
  "access.graphql": [VIEWER, LOCAL_SIGN_IN_PEOPLE, SIGN_IN_LOCALLY],
  "workbook.graphql": [DATASETS, SHEET, SHEET_COUNT, LOOKUP, CELLS, PREVIEW_CHANGES, PUBLISH_CHANGES],
};
