import { type Role } from "../../server/access/viewer.js";
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

/**
 * Somebody who signs in as `subject`, with these roles (and no other) in a force, in the forces of a collaboration, or, where
 * neither is named, everywhere. Gives the person's number; one that is there already is changed.
 */
export async function aPerson(
  database: TestDatabase,
  {
    subject,
    displayName = subject,
    roles,
    forceCode = null,
    collaborationCode = null,
  }: {
    readonly subject: string;
    readonly displayName?: string;
    readonly roles: readonly Role[];
    readonly forceCode?: string | null;
    readonly collaborationCode?: string | null;
  },
): Promise<string> {
  const [row] = await database.sql(
    `with person as (
       insert into people (subject, display_name, force_id) values ($1, $2, (select id from forces where code = $4))
       on conflict (subject) do update set display_name = excluded.display_name, force_id = excluded.force_id
       returning id),
     wanted as (
       select person.id, role::membership_role as role, (select id from forces where code = $4) as force_id,
         (select id from collaborations where code = $5) as collaboration_id
       from person cross join unnest($3::text[]) role),
     ended as (
       delete from memberships m where m.person_id = (select id from person) and not exists (
         select from wanted w where w.role = m.role and w.force_id is not distinct from m.force_id
           and w.collaboration_id is not distinct from m.collaboration_id)),
     granted as (
       insert into memberships (person_id, role, force_id, collaboration_id, valid_from)
       select id, role, force_id, collaboration_id, '2000-01-01' from wanted on conflict do nothing)
     select id::text from person`,
    [subject, displayName, roles, forceCode, collaborationCode],
  );
  return row?.id as string;
}

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
