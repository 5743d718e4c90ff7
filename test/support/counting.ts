import { Database } from "../../server/database/database.js";
import { type RequestContext } from "../../server/context.js";
import { Loaders } from "../../server/graph/loaders.js";

/** The same context, with every statement that a read of the graph makes written down. */
export function counting(ctx: RequestContext): { readonly ctx: RequestContext; readonly statements: string[] } {
  const statements: string[] = [];
  class CountingDatabase extends Database {
    override rows<Row>(...asked: Parameters<Database["rows"]>): Promise<Row[]> {
      statements.push(asked[0]);
      return super.rows<Row>(...asked);
    }
  }
  const database = new CountingDatabase(ctx.database.entities, ctx.database.session);
  return { ctx: { ...ctx, database, loaders: new Loaders(database) }, statements };
}
