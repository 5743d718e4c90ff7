import { type Database } from "../database/database.js";
import { type ChainedEntry } from "./chain.js";

/** Entries read at a time: large enough to cost little each, small enough to hold. */
const BATCH = 10_000;

/** Every entry in the order of the chain, a batch at a time, with each value in the text that its hash covers. */
export async function* chainedEntries(database: Database): AsyncIterable<ChainedEntry> {
  for (let after = "0"; ;) {
    const rows = await database.rows<ChainedEntry>(
      `select id::text as id, to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "recordedAt",
         person_id::text as "personId", action, dataset, row_id::text as "rowId", row_reference as "rowReference",
         version::text as version, field, old_value as "oldValue", new_value as "newValue", reason, workbook,
         publish_id::text as "publishId", undoes_publish_id::text as "undoesPublishId", encode(hash, 'hex') as hash
       from audit_entries a where a.id > $1::bigint order by a.id limit $2::bigint`,
      [after, BATCH],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}
