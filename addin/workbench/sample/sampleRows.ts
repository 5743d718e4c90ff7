import { LOCAL_SIGN_IN_PEOPLE, SHEET, SIGN_IN_LOCALLY, type Operation, type Sheet } from "../../api/operations.js";

/** A row of the demonstration's data: values by field, as the server sends them. */
export type SampleRow = Readonly<Record<string, string | number | boolean | null>>;

export interface SampleRows {
  /** The force whose register it is: "KENT". */
  readonly force: string;
  readonly contracts: readonly SampleRow[];
  readonly savings: readonly SampleRow[];
}

const CONTRACT_FIELDS = [
  "reference",
  "title",
  "supplier",
  "category",
  "leadForce",
  "startsOn",
  "currentEndsOn",
  "annualValue",
  "ownerRole",
];
const SAVING_FIELDS = [
  "reference",
  "title",
  "contract",
  "leadForce",
  "savingClass",
  "stage",
  "baselineValue",
  "newValue",
  "startsOn",
  "endsOn",
];
const MOST_CONTRACTS = 80;
const MOST_SAVINGS = 40;

/**
 * The contracts and savings of one force of the demonstration, so that a sample's references are found again when it is
 * adopted. Signs in as one of the demonstration's people for these two questions only; the pane does not hear of it.
 * Errors: an Error that says why there is no sample; a server without the local sign-in has none.
 */
export async function sampleRows(): Promise<SampleRows> {
  const { localSignInPeople } = await asked(LOCAL_SIGN_IN_PEOPLE, {}, null);
  const person =
    localSignInPeople.find(({ displayName }) => displayName.startsWith("Finance officer")) ?? localSignInPeople[0];
  if (!person)
    throw new Error(
      "This server has no demonstration data, so there is no sample. Start empty, or open a file of your own.",
    );
  const { signInLocally } = await asked(SIGN_IN_LOCALLY, { subject: person.subject }, null);
  const token = signInLocally.token ?? null;
  const [contracts, savings] = await Promise.all(
    (
      [
        ["CONTRACTS", CONTRACT_FIELDS],
        ["SAVINGS", SAVING_FIELDS],
      ] as const
    ).map(async ([dataset, columns]) => rowsOf((await asked(SHEET, { dataset, columns, where: [] }, token)).sheet)),
  );
  const force = mostFrequent((savings ?? []).map((row) => String(row.leadForce ?? "")));
  const ofForce = (rows: readonly SampleRow[] = [], most: number) =>
    rows.filter((row) => row.leadForce === force).slice(0, most);
  return { force, contracts: ofForce(contracts, MOST_CONTRACTS), savings: ofForce(savings, MOST_SAVINGS) };
}

async function asked<Answer, Variables>(
  operation: Operation<Answer, Variables>,
  variables: Variables,
  token: string | null,
): Promise<Answer> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ operationName: operation.name, query: operation.text, variables }),
  }).catch(() => null);
  const body = (await response?.json().catch(() => null)) as
    { data?: Answer; errors?: { message: string }[] } | null | undefined;
  if (body?.data && !body.errors) return body.data;
  throw new Error(
    `The sample could not be made: ${body?.errors?.[0]?.message ?? "the server does not answer"}. Try again, or start empty.`,
  );
}

function rowsOf({ columns, ids, values }: Sheet): SampleRow[] {
  return ids.map((_, row) =>
    Object.fromEntries(columns.map(({ field }, column) => [field, values[column]?.[row] ?? null])),
  );
}

function mostFrequent(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
}
