import "reflect-metadata";
import type http from "node:http";
import { localSignIn } from "./access/localSignIn.js";
import { SignIns } from "./access/signIns.js";
import { Access } from "./access/viewer.js";
import { todayInTheUnitedKingdom } from "./clock.js";
import { type Config } from "./config.js";
import { type RequestContext } from "./context.js";
import { Database } from "./database/database.js";
import { SYSTEM } from "./database/session.js";
import { type Orm } from "./database/orm.js";
import { csvFile, datasetOfPath } from "./exports/index.js";
import { Loaders } from "./graph/loaders.js";
import { CallerLimits } from "./http/callerLimits.js";
import { graphqlEndpoint, type HttpContext } from "./http/graphql.js";
import { httpServer, type Sender } from "./http/server.js";
import { makeSchema } from "./schema.js";
import { Cursors } from "./shared/paging.js";

/** The server as one thing that can be started and stopped: used by `npm start` and by tests. */
export interface Application {
  readonly http: http.Server;
  stop(): Promise<void>;
}

export interface ApplicationNeeds {
  readonly config: Config;
  readonly orm: Orm;
  readonly secret: string;
  readonly log?: (line: string) => void;
}

/** Puts the parts together. The HTTP server is not listening yet. */
export async function makeApplication({
  config,
  orm,
  secret,
  log = console.error,
}: ApplicationNeeds): Promise<Application> {
  const graphql = await graphqlEndpoint(await makeSchema(), log);
  const cursors = new Cursors(secret);
  const callerLimits = new CallerLimits(config.callerLimits);
  const local = config.localSignIn ? localSignIn(secret) : null;
  // Nothing is kept in it: what belongs to a request is its session.
  const system = new Database(orm.em.fork(), SYSTEM);
  const signIns = new SignIns({ local, oidc: config.oidc, attempts: callerLimits, log });

  async function contextFor(
    { authorization, address }: Sender,
    splice: RequestContext["splice"],
  ): Promise<HttpContext> {
    const caller = await signIns.callerOf(authorization, address, system).catch(async (error: unknown) => {
      await callerLimits.countRequest(address);
      throw error;
    });
    const access = new Access(caller?.viewer ?? null);
    const counted = access.viewer ? `person ${access.viewer.personId}` : address;
    await callerLimits.countRequest(counted);
    const database = system.as(access.session);
    return {
      access,
      database,
      loaders: new Loaders(database),
      cursors,
      today: todayInTheUnitedKingdom(),
      splice,
      localSignIn: local,
      signIn: { oidc: config.oidc, personalTokenId: caller?.personalTokenId ?? null },
      allowance: {
        charge: (cost) => callerLimits.charge(counted, cost),
        left: () => callerLimits.costLeft(counted),
      },
      forgetRights: () => signIns.forget(),
    };
  }

  const csv = (url: URL, context: RequestContext) => {
    const dataset = datasetOfPath(url.pathname);
    return dataset && csvFile(context, dataset, url.searchParams);
  };
  const isReady = () =>
    system.row("select 1").then(
      () => true,
      () => false,
    );
  const server = httpServer(config, { graphql, contextFor, csv, isReady });
  return {
    http: server,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await graphql.stop();
    },
  };
}
