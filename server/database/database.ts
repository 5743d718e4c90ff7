import { CompiledQuery, type Kysely } from "kysely";
import { type EntityManager, type PostgreSqlConnection } from "@mikro-orm/postgresql";
import pg from "pg";
import { roleOf } from "./callerRoles.js";
import { CopyIn } from "./copyIn.js";
import { preparedName } from "./preparingClient.js";
import { NOBODY, type Session } from "./session.js";
import { SessionQuery, type Settings } from "./sessionQuery.js";

/**
 * What repositories work with: SQL with real parameters, entities, and transactions, all on one connection when inside a
 * transaction. `numeric` and `date` come back as strings; `bigint` as strings too.
 *
 * Every statement runs in a transaction that first tells PostgreSQL on whose behalf (`session`), with settings that end with
 * the transaction: a connection that goes back to the pool carries nobody's rights, whatever became of the transaction.
 */
export class Database {
  constructor(
    /** MikroORM's entity manager, for small reads and rules. */
    readonly entities: EntityManager,
    /** On whose behalf; nobody's unless said, and PostgreSQL shows nobody anything. */
    readonly session: Session = NOBODY,
    /** What the open transaction does last; null outside one. */
    private readonly ending: Work[] | null = null,
  ) {}

  /** The same database, of the same moment, on behalf of somebody else. Inside a transaction use `during`. */
  as(session: Session): Database {
    return new Database(this.entities, { recordedAt: this.session.recordedAt ?? "", ...session });
  }

  /** Rows of one statement with `$1`, `$2`... parameters. Errors: PostgreSQL's own, with its `code` and `constraint`. */
  async rows<Row>(statement: string, parameters: readonly unknown[] = [], how: Planning = {}): Promise<Row[]> {
    const result = await this.run<Row>(CompiledQuery.raw(statement, [...parameters]), how);
    return result.rows;
  }

  private async run<Row>(query: CompiledQuery, how: Planning = {}): Promise<{ rows: Row[] }> {
    const open = this.open();
    if (open) return open.executeQuery<Row>(query);
    const connection = this.entities.getConnection() as PostgreSqlConnection;
    if (query.parameters.length > 0) {
      const { sql: text, parameters: values } = query;
      const settings = [...settingsOf(this.entities, this.session), ...settingsFor(how)];
      const inSession = new SessionQuery(settings, {
        name: preparedName(text),
        text,
        values,
      });
      // Straight to the driver, which runs what can be submitted: the query builder in between adds nothing here.
      const client = await (await connection.getNativeClient()).connect();
      try {
        return (await client.query(inSession)) as { rows: Row[] };
      } finally {
        client.release();
      }
    }
    const pool = connection.getClient<Kysely<unknown>>();
    return pool.connection().execute(async (pooled) => {
      // One message for both, so that what it costs is a round trip.
      await pooled.executeQuery(CompiledQuery.raw(`begin; ${settingsSql(this.entities, this.session)}`));
      try {
        const result = await pooled.executeQuery<Row>(query);
        await pooled.executeQuery(CompiledQuery.raw("commit"));
        return result;
      } catch (error) {
        await pooled.executeQuery(CompiledQuery.raw("rollback"));
        throw error;
      }
    });
  }

  private open(): Kysely<unknown> | undefined {
    return this.entities.getTransactionContext<Kysely<unknown>>();
  }

  /** The first row, or null. */
  async row<Row>(statement: string, parameters: readonly unknown[] = [], how: Planning = {}): Promise<Row | null> {
    return (await this.rows<Row>(statement, parameters, how))[0] ?? null;
  }

  /**
   * Streams rows into a table: `statement` is a `copy ... from stdin`, the chunks are rows as `copyRow` writes them. No
   * other statement can run on the connection until it is done.
   *
   * Errors: PostgreSQL's own; an error of the chunks' source as it is. Nothing of the copy is then kept.
   */
  async copy(statement: string, chunks: AsyncIterable<string>): Promise<void> {
    // The query builder passes on whatever stands in place of the text, and the driver runs what can be submitted.
    await this.run(CompiledQuery.raw(new CopyIn(statement, chunks) as unknown as string));
  }

  /** Runs the work in one transaction; a throw rolls everything back. */
  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    const isOpen = this.open() !== undefined;
    return this.entities.transactional(async (entities) => {
      const ending: Work[] = [];
      const transaction = new Database(entities as EntityManager, this.session, ending);
      if (!isOpen) await transaction.run(CompiledQuery.raw(settingsSql(this.entities, this.session)));
      const result = await work(transaction);
      // What a part of a transaction wants done last waits for the end of the whole; a part that fails wants nothing.
      if (this.ending) this.ending.push(...ending);
      else await transaction.finish();
      return result;
    });
  }

  /**
   * Runs the work at the end of the open transaction, just before it is committed, and at once where none is open. For what
   * others would have to wait for. Errors: those of the work are errors of the transaction.
   */
  async last(work: Work): Promise<void> {
    if (this.ending) this.ending.push(work);
    else await this.transaction(work);
  }

  /** Does now what waits for the end of the transaction: for what must see it. */
  async finish(): Promise<void> {
    for (let last = this.ending?.shift(); last; last = this.ending?.shift()) await last(this);
  }

  /**
   * Runs a part of a transaction on behalf of somebody else, and goes back: for what the system does after a person's
   * change, such as working out totals over rows that the person may not see. It reads the same moment.
   */
  async during<T>(given: Session, work: (transaction: Database) => Promise<T>): Promise<T> {
    const { recordedAt = "" } = this.session;
    const session = { ...given, recordedAt };
    const open = this.open();
    if (!open) return this.as(session).transaction(work);
    const goBack = () => open.executeQuery(CompiledQuery.raw(settingsSql(this.entities, this.session)));
    await open.executeQuery(CompiledQuery.raw(settingsSql(this.entities, session)));
    try {
      const result = await work(new Database(this.entities, session, this.ending));
      await goBack();
      return result;
    } catch (error) {
      // An error that PostgreSQL has seen ends the transaction, or takes it back to where it had these settings.
      await goBack().catch(() => {});
      throw error;
    }
  }
}

type Work = (transaction: Database) => Promise<void>;

/** How a statement is carried out. Without effect in an open transaction. */
export interface Planning {
  /**
   * ONCE: without a look at its values, which are all alike to it; what it takes to plan a large statement is then spent once
   * and not each time. USUALLY: as PostgreSQL thinks best.
   */
  readonly planned?: "ONCE" | "USUALLY";
  /** Many rows are sorted: in memory, where PostgreSQL would use files. For what is not done many times at once. */
  readonly sortsMany?: boolean;
}
const settingsFor = ({ planned, sortsMany }: Planning): Settings => [
  ...(planned === "ONCE" ? [["plan_cache_mode", "force_generic_plan"] as const] : []),
  ...(sortsMany ? [["work_mem", "32MB"] as const] : []),
];

/**
 * What PostgreSQL is told for the length of a transaction. A session that reads the past finds the tables as they were before
 * those that are, and cannot write.
 */
function settingsOf(entities: EntityManager, session: Session): Settings {
  const asked = { scope: "", recordedAt: "", ...session };
  const role = roleOf(entities, session);
  const settings: Settings = [
    ...(role === null ? [] : [["role", role] as const]),
    ...Object.entries(asked).map(([name, value]) => [`sevenfold.${name}`, value] as const),
  ];
  if (asked.recordedAt === "") return settings;
  return [...settings, ["search_path", "past, public"], ["transaction_read_only", "on"]];
}

/** One statement that makes the session's settings those of the open transaction, and of nothing after it. */
const settingsSql = (entities: EntityManager, session: Session): string =>
  `select ${settingsOf(entities, session)
    .map(([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`)
    .join(", ")}`;
