import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { NotAllowed } from "../shared/problem.js";
import { cellsSql, type CellValue, type Column, type Dataset } from "./dataset.js";

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
  readonly cells: Readonly<Record<string, CellValue>>;
}

export interface StoredPublish {
  readonly receipt: string;
  readonly requestHash: string;
  readonly answer: unknown;
}

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
    await database.rows(`update publishes set answer = $2::jsonb where id = $1`, [publishId, JSON.stringify(answer)]);
  },

  /** The rows as they are and were. With `lock`, nobody else changes them before the transaction ends. */
  async versions(
    dataset: Dataset,
    wanted: readonly { readonly id: string; readonly version: number }[],
    lock: boolean,
  ): Promise<RowVersions[]> {
    const table = tableOf(dataset);
    if (lock) {
      const ids = wanted.map(({ id }) => id);
      await database.rows(`select id from ${table.name} where id = any($1::bigint[]) order by id for update`, [ids]);
    }
    const columns = editableColumns(dataset);
    const stored = ["id", "version", "updated_at", "updated_by_id", ...columns.map(({ write }) => write?.column)].join(
      ", ",
    );
    const shown = cellsSql(columns);
    // The dataset's own expressions, over a row that comes from the table or from its history. Row by row, by primary key:
    // PostgreSQL takes a list in JSON for a short one and would compare every row of it with every other.
    const shownFrom = (rows: string) =>
      `(select r.id, r.version, ${shown} as cells from ${dataset.from.replace(`${table.name} r`, `(${rows}) r`)})`;
    return database.rows<RowVersions>(
      `select n.id::text as id, n.version, n.cells ->> 'reference' as reference, n.cells as current,
         case when n.version = w.version then n.cells else o.cells end as base
       from jsonb_to_recordset($1::jsonb) as w(id bigint, version integer)
       cross join lateral ${shownFrom(`select ${stored} from ${table.name} where id = w.id and deleted_at is null`)} n
       left join lateral ${shownFrom(
         `select ${stored} from ${table.history} where id = w.id and version = w.version`,
       )} o on n.version <> w.version`,
      [JSON.stringify(wanted)],
    );
  },

  /** One update for all rows; each row changes only the cells it names. Gives the new versions. */
  update(
    dataset: Dataset,
    rows: readonly StoredRow[],
    personId: string,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    if (rows.length === 0) return Promise.resolve([]);
    const touched = new Set(rows.flatMap(({ cells }) => Object.keys(cells)));
    const assignments = editableColumns(dataset).flatMap(({ write }) =>
      write && touched.has(write.column)
        ? [
            `${write.column} = case when x.cells ? '${write.column}' then (x.cells ->> '${write.column}')::${write.cast}
              else t.${write.column} end`,
          ]
        : [],
    );
    return all(
      rows.length,
      database.rows(
        `update ${tableOf(dataset).name} t set ${[...assignments, "updated_by_id = $2"].join(", ")}
       from jsonb_to_recordset($1::jsonb) as x(id bigint, cells jsonb) where t.id = x.id
       returning t.id::text as id, t.version`,
        [JSON.stringify(rows), personId],
      ),
    );
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
  remove(
    dataset: Dataset,
    ids: readonly string[],
    personId: string,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return all(
      ids.length,
      database.rows(
        `update ${tableOf(dataset).name} set deleted_at = now(), updated_by_id = $2 where id = any($1::bigint[])
       returning id::text as id, version`,
        [ids, personId],
      ),
    );
  },

  /** Brings deleted rows back as they were. */
  restore(
    dataset: Dataset,
    ids: readonly string[],
    personId: string,
  ): Promise<{ readonly id: string; readonly version: number }[]> {
    if (ids.length === 0) return Promise.resolve([]);
    return all(
      ids.length,
      database.rows(
        `update ${tableOf(dataset).name} set deleted_at = null, updated_by_id = $2 where id = any($1::bigint[])
         returning id::text as id, version`,
        [ids, personId],
      ),
    );
  },

  /** Which of these references are taken, also by rows that the caller may not see. */
  async taken(dataset: Dataset, references: readonly string[]): Promise<Set<string>> {
    const inCapitals = dataset.name === "SUPPLIERS" ? "upper(reference)" : "reference_key";
    const rows = await database.during(SYSTEM, (system) =>
      system.rows<{ reference: string }>(
        `select ${inCapitals} as reference from ${tableOf(dataset).name}
         where ${inCapitals} = any($1::text[]) and deleted_at is null`,
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

/** The rows, if they are as many as were to be changed. PostgreSQL passes over rows that the caller may not change. */
async function all<Row>(wanted: number, changed: Promise<Row[]>): Promise<Row[]> {
  const rows = await changed;
  if (rows.length === wanted) return rows;
  throw new NotAllowed("NOT_ALLOWED", "Some of these rows are not yours to change. Nothing was published.");
}
