import { CompiledQuery, type Kysely } from "kysely";
import { type EntityManager } from "@mikro-orm/postgresql";
import pg from "pg";
import { CopyIn } from "./copyIn.js";
import { NOBODY, type Session } from "./session.js";

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
  ) {}

  /** The same database on behalf of somebody else. Inside a transaction use `during`. */
  as(session: Session): Database {
    return new Database(this.entities, session);
  }

  /** Rows of one statement with `$1`, `$2`... parameters. Errors: PostgreSQL's own, with its `code` and `constraint`. */
  async rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.run<Row>(CompiledQuery.raw(statement, [...parameters]));
    return result.rows;
  }

  private async run<Row>(query: CompiledQuery): Promise<{ rows: Row[] }> {
    const open = this.open();
    if (open) return open.executeQuery<Row>(query);
    const pool = this.entities.getConnection().getClient<Kysely<unknown>>();
    return pool.connection().execute(async (connection) => {
      // One message for both, so that what it costs is a round trip.
      await connection.executeQuery(CompiledQuery.raw(`begin; ${settingsSql(this.session)}`));
      try {
        const result = await connection.executeQuery<Row>(query);
        await connection.executeQuery(CompiledQuery.raw("commit"));
        return result;
      } catch (error) {
        await connection.executeQuery(CompiledQuery.raw("rollback"));
        throw error;
      }
    });
  }

  private open(): Kysely<unknown> | undefined {
    return this.entities.getTransactionContext<Kysely<unknown>>();
  }

  /** The first row, or null. */
  async row<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row | null> {
    return (await this.rows<Row>(statement, parameters))[0] ?? null;
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
      const transaction = new Database(entities as EntityManager, this.session);
      if (!isOpen) await transaction.run(CompiledQuery.raw(settingsSql(this.session)));
      return work(transaction);
    });
  }

  /**
   * Runs a part of a transaction on behalf of somebody else, and goes back: for what the system does after a person's
   * change, such as working out totals over rows that the person may not see.
   */
  async during<T>(session: Session, work: (transaction: Database) => Promise<T>): Promise<T> {
    const open = this.open();
    if (!open) return this.as(session).transaction(work);
    await open.executeQuery(CompiledQuery.raw(settingsSql(session)));
    const result = await work(new Database(this.entities, session));
    await open.executeQuery(CompiledQuery.raw(settingsSql(this.session)));
    return result;
  }
}

/** One statement that makes the session's settings those of the open transaction, and of nothing after it. */
function settingsSql(session: Session): string {
  const settings = Object.entries(session).map(
    ([name, value]) => `set_config('sevenfold.${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  return `select ${settings.join(", ")}`;
}
