import { makeApplication } from "../../../server/application.js";
import { readConfig } from "../../../server/config.js";
import { openOrm } from "../../../server/database/orm.js";
import { databaseAddress, POOL_SIZE, serveAsChild } from "./child.js";

/** Sevenfold as people get it: sign-in, access, limits, audit and history on. */
const secret = process.env.SEVENFOLD_SECRET ?? "";
const orm = await openOrm(databaseAddress(), POOL_SIZE);
const application = await makeApplication({ config: readConfig(), orm, secret });
serveAsChild(application.http);
