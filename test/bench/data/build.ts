import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Database } from "../../../server/database/database.js";
import { SYSTEM } from "../../../server/database/session.js";
import { migrations } from "../../../server/database/migrations/index.js";
import { migrate, openOrm } from "../../../server/database/orm.js";
import { refreshFigures, syncDefinitions } from "../../../server/kpis/index.js";
import { contendersSchema } from "../contenders/functions.js";
import { checkStatements, fillStatements } from "./fill.js";
import { type DataSize } from "./size.js";

/**
 * The name of the filled database of a size, which is built where there is none. A change of the migrations or of how it
 * is filled makes another name; the databases of earlier ones are dropped.
 *
 * `urlFor` gives the superuser's address of a database.
 */
export async function filledDatabase(
  size: DataSize,
  urlFor: (database: string) => string,
  say: (line: string) => void,
): Promise<string> {
  const name = `bench_${size.name}_${fingerprint()}`;
  const existing = await query<{ datname: string }>(urlFor("postgres"), "select datname from pg_database");
  for (const { datname } of existing) {
    const outdated = datname.startsWith(`bench_${size.name}_`) && datname !== name;
    if (outdated || datname === `${name}_building`) await dropDatabase(urlFor, datname);
  }
  if (existing.some(({ datname }) => datname === name)) return name;

  const started = performance.now();
  say(
    `Building the ${size.name} data: ${size.contracts} contracts, ${size.savings} savings, ${size.spendLines} spend lines...`,
  );
  const building = `${name}_building`;
  await migrate(urlFor(building));
  await fill(urlFor(building), size);
  await query(urlFor("postgres"), `alter database ${building} rename to ${name}`);
  say(`Built in ${((performance.now() - started) / 1000).toFixed(0)} s.`);
  return name;
}

/** A copy to run on, so that the filled database stays as it is. */
export async function copyOf(template: string, name: string, urlFor: (database: string) => string): Promise<string> {
  await dropDatabase(urlFor, name);
  await query(urlFor("postgres"), `create database ${name} template ${template} strategy file_copy`);
  return name;
}

export async function dropDatabase(urlFor: (database: string) => string, name: string): Promise<void> {
  await query(urlFor("postgres"), `drop database if exists ${name} with (force)`);
}

/** Indexes that only make things faster: no constraint rests on them. */
const plainIndexes = `
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
  from pg_index i join pg_class c on c.oid = i.indexrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'i' and not c.relispartition and not i.indisunique
    and not exists (select from pg_constraint where conindid = i.indexrelid)`;

async function fill(url: string, size: DataSize): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // An index is made in less time from all rows than row by row.
    const { rows: indexes } = await client.query<{ name: string; definition: string }>(plainIndexes);
    for (const { name } of indexes) await client.query(`drop index ${name}`);
    for (const statement of fillStatements(size)) await client.query(statement);
    for (const { definition } of indexes) await client.query(definition);
    await client.query("vacuum (analyze, freeze)");
    for (const statement of checkStatements) {
      const { rows } = await client.query<{ count: string }>(statement);
      if (rows[0]?.count !== "0")
        throw new Error(`The benchmark data break a rule ${rows[0]?.count} times: ${statement}`);
    }
    await client.query(contendersSchema);
  } finally {
    await client.end();
  }
  const orm = await openOrm(url, 2, null);
  try {
    const database = new Database(orm.em.fork(), SYSTEM);
    await syncDefinitions(database);
    await database.transaction((transaction) => refreshFigures(transaction));
  } finally {
    await orm.close();
  }
  // On a connection of its own: what goes through `Database` runs in a transaction, and a vacuum cannot.
  await query(url, "vacuum (analyze) kpi_figures, kpi_supplier_sums");
}

/** Of everything that the filled database is made from. */
function fingerprint(): string {
  const files = ["fill.ts", "size.ts", "build.ts", "../contenders/functions.ts"];
  const texts = files.map((file) => readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8"));
  const made = migrations.map((migration) => `${migration.name} ${migration.class.toString()}`);
  return createHash("sha256")
    .update([...texts, ...made].join("\n"))
    .digest("hex")
    .slice(0, 8);
}

/** Rows of one statement on a connection of its own. */
export async function query<Row extends object>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}
