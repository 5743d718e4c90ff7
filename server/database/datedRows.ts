import { type CalendarDate } from "../shared/calendar.js";
import { NotAllowed } from "../shared/problem.js";
import { type Database } from "./database.js";

/**
 * A table whose rows hold one after the other: at most one row of a key on each day, from `valid_from` to `valid_to` (both
 * inclusive; null: until further notice). Names are the program's own.
 */
export interface DatedTable {
  readonly name: string;
  /** Columns that tell what a row is about, with their PostgreSQL types; null is a value like others. */
  readonly key: Readonly<Record<string, string>>;
  /** Columns that say what holds, with their types. */
  readonly values: Readonly<Record<string, string>>;
}

/** A row, values as text by column; dates as they are. */
export interface DatedRow {
  readonly id: string;
  readonly values: Readonly<Record<string, string | null>>;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

type Given = Readonly<Record<string, string | null>>;

/** The rows of one key, held until the transaction ends. */
const rowsOf = async (transaction: Database, table: DatedTable, key: Given): Promise<DatedRow[]> => {
  await transaction.rows("select pg_advisory_xact_lock(hashtext($1))", [`dated ${table.name}`]);
  const names = Object.keys(table.key);
  const same = names.map((name, index) => `${name} is not distinct from $${index + 1}::${table.key[name]}`);
  return transaction.rows<DatedRow>(
    `select id::text as id, jsonb_build_object(${Object.keys(table.values)
      .map((name) => `'${name}', ${name}::text`)
      .join(", ")}) as values, valid_from::text as "validFrom", valid_to::text as "validTo"
     from ${table.name} where ${same.join(" and ")} order by valid_from`,
    names.map((name) => key[name] ?? null),
  );
};

const holdsOn = ({ validFrom, validTo }: DatedRow, day: CalendarDate): boolean =>
  validFrom <= day && (validTo === null || validTo >= day);

/**
 * Lets values hold for a key from a day on: what held until then ends the day before, and the new row ends before what
 * comes later. A row that begins on the same day is replaced.
 *
 * Shape:  the row's number, and what held on that day before; null where nothing did.
 * Errors: NotAllowed where PostgreSQL does not let the caller.
 */
export async function setFrom(
  transaction: Database,
  table: DatedTable,
  key: Given,
  values: Given,
  from: CalendarDate,
): Promise<{ readonly id: string; readonly before: DatedRow | null }> {
  const rows = await rowsOf(transaction, table, key);
  const before = rows.find((row) => holdsOn(row, from)) ?? null;
  const columns = { ...table.key, ...table.values };
  const given = { ...key, ...values };
  const names = Object.keys(columns);
  const typed = names.map((name, index) => `$${index + 3}::${columns[name]}`);
  const parameters = names.map((name) => given[name] ?? null);
  if (before?.validFrom === from) {
    await change(
      transaction,
      `update ${table.name} set ${names.map((name, index) => `${name} = ${typed[index]}`).join(", ")}
       where id = $1::bigint and valid_from = $2::date`,
      [before.id, from, ...parameters],
    );
    return { id: before.id, before };
  }
  if (before) {
    await change(transaction, `update ${table.name} set valid_to = $2::date - 1 where id = $1::bigint`, [
      before.id,
      from,
    ]);
  }
  const next = rows.find(({ validFrom }) => validFrom > from)?.validFrom ?? null;
  const row = await transaction.row<{ id: string }>(
    `insert into ${table.name} (valid_from, valid_to, ${names.join(", ")})
     values ($1::date, $2::date - 1, ${typed.join(", ")}) returning id::text as id`,
    [from, next, ...parameters],
  );
  return { id: (row as { id: string }).id, before };
}

/**
 * Ends what holds for a key: its last day is the one given. What begins later stays.
 *
 * Shape:  the row that held on that day, as it was; null where none did, and then nothing is changed.
 * Errors: as `setFrom`.
 */
export async function endOn(
  transaction: Database,
  table: DatedTable,
  key: Given,
  lastDay: CalendarDate,
): Promise<DatedRow | null> {
  const row = (await rowsOf(transaction, table, key)).find((each) => holdsOn(each, lastDay));
  if (!row) return null;
  await change(transaction, `update ${table.name} set valid_to = $2 where id = $1::bigint`, [row.id, lastDay]);
  return row;
}

/** PostgreSQL passes over a row that the caller may not change. Errors: NotAllowed for such a one. */
async function change(transaction: Database, update: string, parameters: readonly unknown[]): Promise<void> {
  if ((await transaction.row(`${update} returning id`, parameters)) !== null) return;
  throw new NotAllowed("NOT_ALLOWED", "This is not yours to change. Nothing was changed.");
}
