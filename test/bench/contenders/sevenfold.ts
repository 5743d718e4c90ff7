import { makeApplication } from "../../../server/application.js";
import { readConfig } from "../../../server/config.js";
import { openOrm } from "../../../server/database/orm.js";
import { databaseAddress, POOL_SIZE, serveAsChild } from "./child.js";

/** Sevenfold as people get it: sign-in, access, limits, audit and history on. */
const secret = process.env.SEVENFOLD_SECRET ?? "";
const orm = await openOrm(databaseAddress(), POOL_SIZE);
/** One caller asks here as a whole force does not: everything is counted, and nothing refused. */
const OUT_OF_REACH = { LIMIT_REQUESTS: "1000000000", LIMIT_COST: "1000000000" };
const application = await makeApplication({ config: readConfig({ ...process.env, ...OUT_OF_REACH }), orm, secret });
serveAsChild(application.http);
