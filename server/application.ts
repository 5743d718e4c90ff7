import type http from "node:http";
import { GraphQLError } from "graphql";
import { localSignIn } from "./access/localSignIn.js";
import { peopleIn } from "./access/person.repository.js";
import { Access, type Viewer } from "./access/viewer.js";
import { todayInTheUnitedKingdom } from "./clock.js";
import { type Config } from "./config.js";
import { type RequestContext } from "./context.js";
import { Database } from "./database/database.js";
import { SYSTEM } from "./database/session.js";
import { type Orm } from "./database/orm.js";
import { csvFile, datasetOfPath } from "./exports/index.js";
import { Loaders } from "./graph/loaders.js";
import { graphqlEndpoint } from "./http/graphql.js";
import { httpServer } from "./http/server.js";
import { makeSchema } from "./schema.js";
import { NotAllowed } from "./shared/problem.js";
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
  const signIn = config.localSignIn ? localSignIn(secret) : null;

  async function viewerOf(authorization: string | undefined, database: Database): Promise<Viewer | null> {
    if (authorization === undefined) return null;
    const token = /^Bearer ([\w.-]+)$/i.exec(authorization)?.[1];
    if (!token || !signIn) throw new NotAllowed("NOT_SIGNED_IN", "This sign-in is not valid here. Sign in again.");
    const viewer = await peopleIn(database).viewerWith(await signIn.subjectOf(token));
    if (!viewer)
      throw new NotAllowed("NOT_SIGNED_IN", "The person you signed in as is no longer known. Sign in again.");
    return viewer;
  }

  async function contextFor(
    authorization: string | undefined,
    splice: RequestContext["splice"],
  ): Promise<RequestContext> {
    const system = new Database(orm.em.fork(), SYSTEM);
    try {
      const access = new Access(await viewerOf(authorization, system));
      const database = system.as(access.session);
      return {
        access,
        database,
        loaders: new Loaders(database),
        cursors,
        today: todayInTheUnitedKingdom(),
        splice,
        localSignIn: signIn,
      };
    } catch (error) {
      if (!(error instanceof NotAllowed)) throw error;
      throw new GraphQLError(error.message, { extensions: { code: error.code, http: { status: 401 } } });
    }
  }

  const csv = (url: URL, context: RequestContext) => {
    const dataset = datasetOfPath(url.pathname);
    return dataset && csvFile(context, dataset, url.searchParams);
  };
  const isReady = () =>
    new Database(orm.em.fork(), SYSTEM).row("select 1").then(
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
