import { Database } from "../../server/database/database.js";
import { type RequestContext } from "../../server/context.js";
import { Loaders } from "../../server/graph/loaders.js";

/** The same context, with every statement that a read of the graph makes written down. */
export function counting(ctx: RequestContext): { readonly ctx: RequestContext; readonly statements: string[] } {
  const statements: string[] = [];
  class CountingDatabase extends Database {
    override rows<Row>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
      statements.push(statement);
      return super.rows<Row>(statement, parameters);
    }
  }
  const database = new CountingDatabase(ctx.database.entities, ctx.database.session);
  return { ctx: { ...ctx, database, loaders: new Loaders(database) }, statements };
}
