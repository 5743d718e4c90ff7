import { createHash } from "node:crypto";
import type pg from "pg";

export interface PlainPublish {
  readonly key: string;
  readonly field: "note" | "annualValue";
  readonly rows: readonly { readonly id: string; readonly version: number; readonly value: string }[];
}

interface Current {
  readonly id: string;
  readonly reference: string;
  readonly version: number;
  readonly value: string | null;
}

/**
 * What `publishChanges` promises, written by hand for one column at a time: idempotency key, version check, one update, one
 * audit entry a cell, a receipt and a result a row, in one transaction. It works out no KPI figures.
 */
export async function publishColumn(pool: pg.Pool, sent: PlainPublish): Promise<string> {
  const column = sent.field === "note" ? "note" : "annual_value";
  const type = sent.field === "note" ? "text" : "numeric";
  const client = await pool.connect();
  try {
    await client.query("begin");
    const person = "(select id from people where subject = 'bench-editor')";
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [sent.key]);
    const earlier = await client.query<{ answer: string }>(
      `select answer::text from publishes where person_id = ${person} and idempotency_key = $1`,
      [sent.key],
    );
    if (earlier.rows[0]) {
      await client.query("commit");
      return earlier.rows[0].answer;
    }
    const { rows } = await client.query<Current>(
      `select id::text, reference, version, ${column}::text as value from contracts
       where id = any($1::bigint[]) and deleted_at is null order by id for update`,
      [sent.rows.map(({ id }) => id)],
    );
    const current = new Map(rows.map((row) => [row.id, row]));
    const fitting = sent.rows.filter(({ id, version }) => current.get(id)?.version === version);
    const changed = fitting.filter(({ id, value }) => current.get(id)?.value !== value);
    const {
      rows: [publish],
    } = await client.query<{ id: string; receipt: string }>(
      `insert into publishes (person_id, idempotency_key, request_hash, dataset)
       values (${person}, $1, $2, 'CONTRACTS') returning id::text, receipt`,
      [sent.key, createHash("sha256").update(JSON.stringify(sent.rows)).digest("hex")],
    );
    const updated = await client.query<{ id: string; version: number }>(
      `update contracts c set ${column} = r.value, updated_by_id = ${person}
       from unnest($1::bigint[], $2::${type}[]) r(id, value) where c.id = r.id returning c.id::text, c.version`,
      [changed.map(({ id }) => id), changed.map(({ value }) => value)],
    );
    const versions = new Map(updated.rows.map(({ id, version }) => [id, version]));
    await client.query(
      `select append_audit(jsonb_build_object('personId', ${person}, 'action', 'CHANGED', 'dataset', 'CONTRACTS', 'publishId', $1::text),
         $2::bigint[], $3::text[], $4::integer[], array_fill($5::text, array[$6::integer]), $7::text[], $8::text[])`,
      [
        publish?.id,
        changed.map(({ id }) => id),
        changed.map(({ id }) => current.get(id)?.reference),
        changed.map(({ id }) => versions.get(id)),
        sent.field,
        changed.length,
        changed.map(({ id }) => current.get(id)?.value ?? null),
        changed.map(({ value }) => value),
      ],
    );
    const results = sent.rows.map(({ id, version }) => ({
      id,
      reference: current.get(id)?.reference ?? null,
      version: versions.get(id) ?? current.get(id)?.version ?? null,
      status: versions.has(id) ? "APPLIED" : current.get(id)?.version === version ? "UNCHANGED" : "CONFLICT",
    }));
    const answer = JSON.stringify({ receipt: publish?.receipt ?? null, results });
    await client.query("update publishes set answer = $2::json where id = $1", [publish?.id, answer]);
    await client.query("commit");
    return answer;
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}
