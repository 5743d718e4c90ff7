import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type List } from "../graph/page.js";
import { type Combinable } from "../graph/where.js";
import { cellsSql, type CellValue, type Column, type Dataset, type DatasetName } from "./dataset.js";

/** A publish that may be taken back. */
export interface UndoablePublish {
  readonly id: string;
  readonly receipt: string;
  readonly dataset: DatasetName;
  readonly personId: string;
  /** Receipt of the publish that takes it back and stands; null while none does. */
  readonly undoneBy: string | null;
}

/** What a publish did to one row, with the row as it was before, right after, and as it is now: shown values. */
export interface PublishedRow {
  readonly id: string;
  readonly reference: string;
  readonly action: "CHANGED" | "CREATED" | "DELETED" | "RESTORED";
  /** The changed fields of a CHANGED row. */
  readonly fields: readonly string[];
  readonly version: number;
  readonly isDeleted: boolean;
  /** Null where there was no such version. */
  readonly before: Cells | null;
  readonly after: Cells | null;
  readonly now: Cells;
  /** What the changed fields held before, as it is stored, by field. */
  readonly stored: Cells;
}
type Cells = Readonly<Record<string, CellValue>>;

/** What undoing reads. */
export const undoIn = (database: Database) => ({
  /** Makes those who undo one publish wait for each other, until the end of the transaction. */
  async lock(receipt: string): Promise<void> {
    await database.rows("select pg_advisory_xact_lock(hashtextextended('undo/' || $1, 0))", [receipt.trim()]);
  },

  /** The publish with a receipt; null when there is none that the caller may see. */
  async find(receipt: string): Promise<UndoablePublish | null> {
    return database.row<UndoablePublish>(
      `select p.id::text as id, p.receipt, p.dataset, p.person_id::text as "personId",
         (select u.receipt from publishes u where u.id = undone_by(p.id)) as "undoneBy"
       from publishes p where p.receipt = $1`,
      [receipt.trim()],
    );
  },

  /** The rows of a publish, one statement for all of them. With `lock`, nobody else changes them meanwhile. */
  async rows(dataset: Dataset, publishId: string, lock: boolean): Promise<PublishedRow[]> {
    const { name, history } = dataset.table ?? { name: "", history: "" };
    if (lock) {
      await database.rows(
        `select t.id from ${name} t where t.id in (select row_id from audit_entries where publish_id = $1 and dataset = $2)
         order by t.id for update of t`,
        [publishId, dataset.name],
      );
    }
    const columns = dataset.columns.filter((column): column is Written => column.write !== undefined);
    const kept = ["id", "version", "updated_at", "updated_by_id", ...columns.map(({ write }) => write.column)].join(
      ", ",
    );
    const shown = (rows: string) =>
      `(select ${cellsSql(columns)} as cells from ${dataset.from.replace(`${name} r`, `(${rows}) r`)})`;
    const version = (which: string) => `
      select ${kept} from ${name} where id = e.row_id and version = ${which}
      union all select ${kept} from ${history} where id = e.row_id and version = ${which}`;
    const stored = columns.map(({ field, write }) => `'${field}', h.${write.column}`);
    return database.rows<PublishedRow>(
      `with entries as (
         select row_id, max(action) as action, max(version) as version,
           coalesce(array_agg(field order by field) filter (where action = 'CHANGED'), '{}') as fields
         from audit_entries where publish_id = $1 and dataset = $2 group by row_id)
       select e.row_id::text as id, n.reference, e.action, e.fields, n.version, n.deleted_at is not null as "isDeleted",
         b.cells as before, a.cells as after, c.cells as now, coalesce(s.cells, '{}') as stored
       from entries e
       join ${name} n on n.id = e.row_id
       cross join lateral ${shown(`select ${kept} from ${name} where id = e.row_id`)} c
       left join lateral ${shown(version("e.version"))} a on true
       left join lateral ${shown(version("e.version - 1"))} b on true
       left join lateral (
         select ${objectSql(stored)} as cells from ${history} h
         where h.id = e.row_id and h.version = e.version - 1) s on true
       order by e.row_id`,
      [publishId, dataset.name],
    );
  },

  /** How many rows a publish has, whether the caller sees them or not. */
  async rowCount(publishId: string): Promise<number> {
    const row = await database.during(SYSTEM, (system) =>
      system.row<{ count: number }>(
        "select count(distinct (dataset, row_id))::int as count from audit_entries where publish_id = $1",
        [publishId],
      ),
    );
    return row?.count ?? 0;
  },
});
type Written = Column & { readonly write: NonNullable<Column["write"]> };

/** PostgreSQL passes at most 100 arguments to a function. */
function objectSql(pairs: readonly string[]): string {
  const calls: string[] = [];
  for (let from = 0; from < pairs.length; from += 50) {
    calls.push(`jsonb_build_object(${pairs.slice(from, from + 50).join(", ")})`);
  }
  return calls.join(" || ");
}

/** A publish in a list. */
export interface ListedPublish {
  readonly id: string;
  readonly receipt: string;
  readonly dataset: DatasetName;
  readonly publishedAt: string;
  readonly personId: string;
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

/** Whose publishes are wanted; null for everybody's. */
export interface PublishesWhere extends Combinable<PublishesWhere> {
  readonly personId?: string | null;
}

const rowsWith = (action: string): string => `count(distinct a.row_id) filter (where a.action = '${action}')::int`;

/** Publishes with something in them that the caller may see. */
export const publishList: List<PublishesWhere, "NUMBER"> = {
  name: "publishes",
  id: "p.id",
  columns: `p.id::text as id, p.receipt, p.dataset, p.person_id::text as "personId", p.reason, p.workbook,
    to_char(p.published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "publishedAt",
    c."cellsChanged", c."rowsChanged", c."rowsCreated", c."rowsDeleted", c."rowsRestored",
    (select u.receipt from publishes u where u.id = p.undoes_id) as undoes,
    (select u.receipt from publishes u where u.id = undone_by(p.id)) as "undoneBy"`,
  from: `publishes p
    cross join lateral (
      select count(*) filter (where a.action = 'CHANGED')::int as "cellsChanged",
        ${rowsWith("CHANGED")} as "rowsChanged", ${rowsWith("CREATED")} as "rowsCreated",
        ${rowsWith("DELETED")} as "rowsDeleted", ${rowsWith("RESTORED")} as "rowsRestored"
      from audit_entries a where a.publish_id = p.id and a.dataset = p.dataset having count(*) > 0) c`,
  always: "true",
  fields: () => ({ personId: (personId, parameters) => `p.person_id = ${parameters.add(personId, "bigint")}` }),
  orders: { NUMBER: { expression: "p.id", type: "bigint", neverNull: true } },
  usualOrder: "NUMBER",
};
