import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { connectionOptions, databaseAddress, POOL_SIZE, serveAsChild } from "./child.js";

/**
 * PostGraphile 5 with its Amber preset. Two settings are not its own: fields without an index of their own may be
 * filtered by (the partial indexes would otherwise lie idle), and large requests are let in.
 */
const server = createServer();
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({
      connectionString: databaseAddress(),
      schemas: ["public", "bench"],
      poolConfig: { max: POOL_SIZE, options: connectionOptions() },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, maxRequestLength: 32_000_000 },
});
await instance.createServ(grafserv).addTo(server);
serveAsChild(server);
