import { useServer } from "../../../addin/api/client.js";
import { endSession, startSession } from "../../../addin/api/session.js";
import { atTheEnd } from "../../support/atTheEnd.js";
import { aDatabase, type TestDatabase } from "../../support/database.js";
import type { OfficeInNode } from "../../support/officeInNode.js";
import { aServer, type TestServer } from "../../support/server.js";
import { aWorkbook } from "../workbook/workbookUnderTest.js";

/** The whole server for a suite, and for each of its tests a workbook of its own; there is neither before them. */
export interface AddinAtTheServer {
  readonly database: TestDatabase;
  readonly server: TestServer;
  readonly office: OfficeInNode;
  /** Goes on as another person, by the subject in `people`. */
  signIn(subject: string): Promise<void>;
}

/** Within a describe, before its own hooks: the add-in talks to a server with a database of the suite's own. */
export function atTheServer(): AddinAtTheServer {
  const ended = atTheEnd();
  let database: TestDatabase;
  let server: TestServer;
  let office: OfficeInNode;
  beforeAll(async () => {
    database = await aDatabase();
    ended(() => database.close());
    server = await aServer(database);
    ended(() => server.stop());
    useServer(server.address);
    ended(endSession);
  });
  beforeEach(async () => {
    office = await aWorkbook();
  });
  afterEach(() => office.close());
  return {
    get database() {
      return database;
    },
    get server() {
      return server;
    },
    get office() {
      return office;
    },
    signIn: async (subject) => startSession((await server.authorization(subject)).replace("Bearer ", "")),
  };
}
