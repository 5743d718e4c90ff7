import { type Database } from "../database/database.js";
import { listText } from "../database/listText.js";
import { SYSTEM } from "../database/session.js";
import { NotAllowed } from "../shared/problem.js";
import { type CellValue, type Column, type Dataset } from "./dataset.js";

/** A row now and as it was at the version that a workbook pulled, in shown values. */
export interface RowVersions {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly current: Readonly<Record<string, CellValue>>;
  /** Null when there never was such a version. */
  readonly base: Readonly<Record<string, CellValue>> | null;
}

/** Cells to store, by table column; lookups already as ids. */
export interface StoredRow {
  readonly id: string;
  /** The version that it is changed from. */
  readonly version: number;
  readonly cells: Readonly<Record<string, CellValue>>;
}

export interface StoredPublish {
  readonly receipt: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

/** As far back as a look costs next to nothing. */
const NEWEST_ENTRIES = 2_000;

const editableColumns = (dataset: Dataset): Column[] => dataset.columns.filter((column) => column.write !== undefined);

function tableOf(dataset: Dataset): { readonly name: string; readonly history: string } {
  if (!dataset.table) throw new Error(`${dataset.name} has no table to write to.`);
  return dataset.table;
}

/** Everything that a publish reads and writes, a fixed number of statements however many rows there are. */
export const publishesIn = (database: Database) => ({
  /** Makes two requests with one key wait for each other, until the end of the transaction. */
  async lockKey(personId: string, key: string): Promise<void> {
    await database.rows(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${personId}/${key}`]);
  },

  find(personId: string, key: string): Promise<StoredPublish | null> {
    return database.row<StoredPublish>(
      `select receipt, request_hash as "requestHash", answer from publishes where person_id = $1 and idempotency_key = $2`,
      [personId, key],
    );
  },

  async open(publish: {
    readonly personId: string;
    readonly key: string;
    readonly requestHash: string;
    readonly dataset: string;
    readonly reason: string | null;
    readonly workbook: string | null;
    /** The publish that this one takes back. */
    readonly undoesId?: string | null;
  }): Promise<{ readonly id: string; readonly receipt: string; readonly publishedAt: string }> {
    const row = await database.row<{ id: string; receipt: string; publishedAt: string }>(
      `insert into publishes (person_id, idempotency_key, request_hash, dataset, reason, workbook, undoes_id)
       values ($1, $2, $3, $4, $5, $6, $7)
       returning id::text, receipt, to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "publishedAt"`,
      [
        publish.personId,
        publish.key,
        publish.requestHash,
        publish.dataset,
        publish.reason,
        publish.workbook,
        publish.undoesId ?? null,
      ],
    );
    return row as { id: string; receipt: string; publishedAt: string };
  },

  async keepAnswer(publishId: string, answer: unknown): Promise<void> {
    await database.rows(`update publishes set answer = $2::json where id = $1`, [publishId, JSON.stringify(answer)]);
  },

  /**
   * The rows as they are and were, with the shown values of some fields or (null) of all that can be written. With `lock`,
   * nobody else changes them before the transaction ends.
   */
  async versions(
    dataset: Dataset,
    wanted: readonly { readonly id: string; readonly version: number }[],
    { lock, fields }: { readonly lock: boolean; readonly fields: ReadonlySet<string> | null },
  ): Promise<RowVersions[]> {
    const table = tableOf(dataset);
    const ids = listText(wanted.map(({ id }) => id));
    if (lock) {
      await database.rows(
        `with locked as materialized (select id from ${table.name} where id = any($1::bigint[]) order by id for update)
         select count(*) from locked`,
        [ids],
      );
    }
    const columns = editableColumns(dataset).filter(({ field }) => fields === null || fields.has(field));
    const current = await shownRows(
      database,
      columns,
      `${dataset.from} where r.id = any($1::bigint[]) and r.deleted_at is null`,
      [ids],
    );
    const now = new Map(current.map((row) => [row.id, row]));
    const behind = wanted.filter(({ id, version }) => now.has(id) && now.get(id)?.version !== version);
    const stored = ["id", "version", "reference", "updated_at", "updated_by_id"].concat(
      editableColumns(dataset).flatMap(({ write }) => write?.column ?? []),
    );
    // Few rows are behind as a rule. The dataset's own expressions, over rows of the history in place of the table's.
    const past = `(select ${[...new Set(stored)].map((column) => `h.${column}`).join(", ")}
      from unnest($1::bigint[], $2::integer[]) w(id, version) join ${table.history} h using (id, version)) r`;
    const earlier =
      behind.length === 0
        ? []
        : await shownRows(database, columns, dataset.from.replace(`${table.name} r`, past), [
            listText(behind.map(({ id }) => id)),
            listText(behind.map(({ version }) => version)),
          ]);
    const then = new Map(earlier.map((row) => [`${row.id} ${row.version}`, row.cells]));
    return wanted.flatMap(({ id, version }) => {
      const row = now.get(id);
      if (!row) return [];
      const base = row.version === version ? row.cells : (then.get(`${id} ${version}`) ?? null);
      return [{ id, reference: row.reference, version: row.version, current: row.cells, base }];
    });
  },

  /** One update for all rows, which are locked: each row changes only the cells it names, and has the next version then. */
  async update(dataset: Dataset, rows: readonly StoredRow[], personId: string): Promise<void> {
    if (rows.length === 0) return;
    const touched = new Set<string>();
    for (const { cells } of rows) for (const column in cells) touched.add(column);
    // A list for each column, and where only some rows name it, a list that says which.
    const lists = [rows.map(({ id }) => id), rows.map(({ version }) => version)].map(listText);
    const types = ["bigint", "integer"];
    const assignments = editableColumns(dataset).flatMap(({ write }) => {
      if (!write || !touched.has(write.column)) return [];
      const { column, cast } = write;
      types.push("text");
      const value = `x.x${lists.push(listText(rows.map(({ cells }) => textOf(cells[column] ?? null))))}::${cast}`;
      const named = rows.map(({ cells }) => column in cells);
      if (!named.includes(false)) return [`${column} = ${value}`];
      types.push("boolean");
      return [`${column} = case when x.x${lists.push(listText(named))} then ${value} else t.${column} end`];
    });
    const given = types.map((type, index) => `$${index + 2}::${type}[]`).join(", ");
    const names = types.map((_, index) => `x${index + 1}`).join(", ");
    const changed = await database.row<{ count: number }>(
      `with changed as (
         update ${tableOf(dataset).name} t set ${[...assignments, "updated_by_id = $1"].join(", ")}
         from unnest(${given}) as x(${names})
         where t.id = x.x1 and t.version = x.x2
         returning t.id)
       select count(*)::integer as count from changed`,
      [personId, ...lists],
    );
    if (changed?.count !== rows.length) throw notAllYours();
  },

  /**
   * Whether a change was recorded today for every force that leads one of these rows, among the newest entries of the trail:
   * whoever wrote them has worked out how fresh its data is.
   */
  async areFresh(dataset: Dataset, ids: readonly string[]): Promise<boolean> {
    const { name } = tableOf(dataset);
    const day = (moment: string) => `(${moment} at time zone 'Europe/London')::date`;
    const row = await database.during(SYSTEM, (system) =>
      system.row<{ fresh: boolean }>(
        `select not exists (
           select lead_force_id from ${name} where id = any($2::bigint[]) and lead_force_id is not null
           except
           select r.lead_force_id from (select * from audit_entries order by id desc limit ${NEWEST_ENTRIES}) a
           join ${name} r on r.id = a.row_id
           where a.dataset = $1 and ${day("a.recorded_at")} = ${day("now()")}) as fresh`,
        [dataset.name, listText(ids)],
      ),
    );
    return row?.fresh ?? false;
  },

  /** One insert for all new rows; `key` comes back with each so that the answer can name it. */
  insert(
    dataset: Dataset,
    rows: readonly { readonly key: string; readonly cells: Readonly<Record<string, CellValue>> }[],
    personId: string,
  ): Promise<{ readonly key: string; readonly id: string; readonly version: number }[]> {
    if (rows.length === 0) return Promise.resolve([]);
    const columns = editableColumns(dataset).flatMap(({ write }) => (write ? [write] : []));
    const values = columns.map(({ column, cast, insertDefault }) => {
      const given = `(x.cells ->> '${column}')::${cast}`;
      return insertDefault === undefined ? given : `coalesce(${given}, ${insertDefault})`;
    });
    const table = tableOf(dataset).name;
    return database.rows(
      `with given as (select * from jsonb_to_recordset($1::jsonb) as x(key text, cells jsonb)),
       made as (
         insert into ${table} (${[...columns.map(({ column }) => column), "updated_by_id"].join(", ")})
         select ${[...values, "$2::bigint"].join(", ")} from given x
         returning id, version, reference)
       select x.key, m.id::text as id, m.version from given x join made m on m.reference = x.cells ->> 'reference'`,
      [JSON.stringify(rows), personId],
    );
  },

  /** Marks rows as deleted: they leave every list, and their history stays. */
  remove: (dataset: Dataset, ids: readonly string[], personId: string): Promise<NewVersion[]> =>
    markDeleted(database, dataset, "now()", ids, personId),

  /** Brings deleted rows back as they were. */
  restore: (dataset: Dataset, ids: readonly string[], personId: string): Promise<NewVersion[]> =>
    markDeleted(database, dataset, "null", ids, personId),

  /** Which of these references are taken, also by rows that the caller may not see. */
  async taken(dataset: Dataset, references: readonly string[]): Promise<Set<string>> {
    // A supplier's is its own for ever.
    const [inCapitals, there] =
      dataset.name === "SUPPLIERS" ? ["upper(reference)", "true"] : ["reference_key", "deleted_at is null"];
    const rows = await database.during(SYSTEM, (system) =>
      system.rows<{ reference: string }>(
        `select ${inCapitals} as reference from ${tableOf(dataset).name}
         where ${inCapitals} = any($1::text[]) and ${there}`,
        [references.map((reference) => reference.toUpperCase())],
      ),
    );
    return new Set(rows.map(({ reference }) => reference));
  },

  /** A new saving belongs wholly to its lead force until its shares are agreed. */
  async shareWithLeadForce(savingIds: readonly string[]): Promise<void> {
    await database.rows(
      `insert into saving_shares (saving_id, force_id, share_percent, valid_from)
       select id, lead_force_id, 100, starts_on from savings where id = any($1::bigint[])`,
      [savingIds],
    );
  },
});

const textOf = (value: CellValue): string | null => (value === null ? null : String(value));

interface NewVersion {
  readonly id: string;
  readonly version: number;
}

/** The rows must be as many as were to be changed: PostgreSQL passes over rows that the caller may not change. */
async function markDeleted(
  database: Database,
  dataset: Dataset,
  deletedAt: "now()" | "null",
  ids: readonly string[],
  personId: string,
): Promise<NewVersion[]> {
  if (ids.length === 0) return [];
  const rows = await database.rows<NewVersion>(
    `update ${tableOf(dataset).name} set deleted_at = ${deletedAt}, updated_by_id = $2 where id = any($1::bigint[])
     returning id::text as id, version`,
    [ids, personId],
  );
  if (rows.length === ids.length) return rows;
  throw notAllYours();
}
const notAllYours = () =>
  new NotAllowed("NOT_ALLOWED", "Some of these rows are not yours to change. Nothing was published.");

interface ShownRow {
  readonly id: string;
  readonly version: number;
  readonly reference: string;
  readonly cells: Readonly<Record<string, CellValue>>;
}

/** Rows of a dataset's `from`, which comes with the conditions. As one text: thousands of rows are read faster so. */
async function shownRows(
  database: Database,
  columns: readonly Column[],
  from: string,
  parameters: readonly unknown[],
): Promise<ShownRow[]> {
  const values = ["r.id::text", "r.version", "r.reference", ...columns.map(({ sql }) => sql)];
  const answer = await database.row<{ rows: string }>(
    `select coalesce(json_agg(json_build_array(${values.join(", ")})), '[]')::text as rows from ${from}`,
    parameters,
  );
  const rows = JSON.parse(answer?.rows ?? "[]") as readonly (readonly unknown[])[];
  const fields = columns.map(({ field }) => field);
  return rows.map((row) => {
    const cells: Record<string, CellValue> = {};
    for (let place = 0; place < fields.length; place += 1)
      cells[fields[place] as string] = (row[place + 3] ?? null) as CellValue;
    return { id: row[0] as string, version: row[1] as number, reference: row[2] as string, cells };
  });
}
