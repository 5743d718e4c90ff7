import { type EntityManager } from "@mikro-orm/postgresql";
import { type Session } from "./session.js";

/** The database role of each kind of caller: whose policies hold. See Migration20261122000020_row_rights. */
const roles = { PERSON: "sevenfold_app", SYSTEM: "sevenfold_system", NOBODY: "sevenfold_nobody" } as const;

/** Connections that were opened as the owner of the tables, to load what comes with the program. */
const owners = new WeakSet<object>();

/** Leaves the connections behind these entities the role that they were opened with. */
export const keepOwnersRole = (entities: EntityManager): void => void owners.add(entities.getDriver());

/** The role that a transaction of the caller takes; null where it keeps the one that it has. */
export const roleOf = (entities: EntityManager, { caller }: Session): string | null =>
  owners.has(entities.getDriver()) ? null : roles[caller];
