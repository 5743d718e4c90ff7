import { CompiledQuery, type Kysely } from "kysely";
import { type EntityManager } from "@mikro-orm/postgresql";

/**
 * What repositories work with: SQL with real parameters, entities, and transactions, all on one connection when inside a
 * transaction. `numeric` and `date` come back as strings; `bigint` as strings too.
 */
export class Database {
  /** MikroORM's entity manager, for small reads and rules. */
  constructor(readonly entities: EntityManager) {}

  /** Rows of one statement with `$1`, `$2`... parameters. Errors: PostgreSQL's own, with its `code` and `constraint`. */
  async rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const client = this.entities.getTransactionContext<Kysely<unknown>>() ?? this.entities.getConnection().getClient();
    const result = await client.executeQuery<Row>(CompiledQuery.raw(statement, [...parameters]));
    return result.rows;
  }

  /** The first row, or null. */
  async row<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row | null> {
    return (await this.rows<Row>(statement, parameters))[0] ?? null;
  }

  /** Runs the work in one transaction; a throw rolls everything back. */
  transaction<T>(work: (transaction: Database) => Promise<T>): Promise<T> {
    return this.entities.transactional((entities) => work(new Database(entities as EntityManager)));
  }
}
