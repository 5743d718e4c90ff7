import { CompiledQuery, type Kysely } from "kysely";
import { type EntityManager } from "@mikro-orm/postgresql";
import { CopyIn } from "./copyIn.js";

/**
 * What repositories work with: SQL with real parameters, entities, and transactions, all on one connection when inside a
 * transaction. `numeric` and `date` come back as strings; `bigint` as strings too.
 */
export class Database {
  /** MikroORM's entity manager, for small reads and rules. */
  constructor(readonly entities: EntityManager) {}

  /** Rows of one statement with `$1`, `$2`... parameters. Errors: PostgreSQL's own, with its `code` and `constraint`. */
  async rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.client().executeQuery<Row>(CompiledQuery.raw(statement, [...parameters]));
    return result.rows;
  }

  private client(): Kysely<unknown> {
    return this.entities.getTransactionContext<Kysely<unknown>>() ?? this.entities.getConnection().getClient();
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
    await this.client().executeQuery(CompiledQuery.raw(new CopyIn(statement, chunks) as unknown as string));
  }

  /** Runs the work in one transaction; a throw rolls everything back. */
  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    return this.entities.transactional((entities) => work(new Database(entities as EntityManager)));
  }
}
