import { type TestDatabase } from "./database.js";

/** Columns of a table and what a test says about them; what it does not say gets something plain. */
type Columns = Readonly<Record<string, string | number | boolean | null>>;

let made = 0;
/** A number that no other row of this test file has. */
const next = (): number => (made += 1);

async function insert(database: TestDatabase, table: string, columns: Columns): Promise<string> {
  const names = Object.keys(columns);
  const [row] = await database.sql(
    `insert into ${table} (${names.join(", ")}) values (${names.map((_name, index) => `$${index + 1}`).join(", ")})
     returning id::text`,
    Object.values(columns),
  );
  return row?.id as string;
}

/** Letters only, as a force's code wants them: 1 is "A", 27 is "AA". */
const letters = (number: number): string =>
  number === 0 ? "" : `${letters(Math.floor((number - 1) / 26))}${String.fromCharCode(65 + ((number - 1) % 26))}`;

/** Each builder stores one row, given by column names, and gives its number (not the API's id). */
export const aForce = (database: TestDatabase, columns: Columns = {}): Promise<string> => {
  const code = `F_${letters(next())}`;
  return insert(database, "forces", { code, name: `Force ${code}`, valid_from: "2000-04-01", ...columns });
};

export const aSupplier = (database: TestDatabase, columns: Columns = {}): Promise<string> =>
  insert(database, "suppliers", { name: `Supplier ${next()}`, ...columns });

export const aCategory = (database: TestDatabase, columns: Columns = {}): Promise<string> => {
  const number = next();
  return insert(database, "categories", {
    scheme: "LOCAL",
    code: `K${number}`,
    name: `Category ${number}`,
    ...columns,
  });
};

export const aContract = (database: TestDatabase, columns: Columns = {}): Promise<string> => {
  const reference = `C-${String(next()).padStart(4, "0")}`;
  return insert(database, "contracts", { reference, title: `Contract ${reference}`, ...columns });
};

/** A saving that starts on 1 April 2026 for a year; its lead force is made where the test names none. */
export const aSaving = async (database: TestDatabase, columns: Columns = {}): Promise<string> => {
  const reference = `SV-${String(next()).padStart(4, "0")}`;
  return insert(database, "savings", {
    reference,
    title: `Saving ${reference}`,
    lead_force_id: columns.lead_force_id ?? (await aForce(database)),
    saving_class: "CASHABLE",
    starts_on: "2026-04-01",
    ends_on: "2027-03-31",
    ...columns,
  });
};
