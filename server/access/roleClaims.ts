import { type Role } from "./viewer.js";

/** A role that a provider's token gives: in one force or collaboration by its code. */
export interface ClaimedRole {
  readonly role: Role;
  readonly place: string;
}

const known: Readonly<Record<string, Role>> = {
  VIEWER: "VIEWER",
  EDITOR: "EDITOR",
  FINANCEAPPROVER: "FINANCE_APPROVER",
  CATEGORYMANAGER: "CATEGORY_MANAGER",
  HEADOFPROCUREMENT: "HEAD_OF_PROCUREMENT",
  AUDITOR: "AUDITOR",
  ADMINISTRATOR: "ADMINISTRATOR",
};
/** Nobody holds more; the rest of a longer list is not read. */
const MOST = 50;

/**
 * The roles in a token's `roles`: texts such as "Editor.KENT" or "HeadOfProcurement.SEVEN". Whatever is not understood gives
 * nothing.
 *
 * `forceCode`: the force whose own provider it is. Its administrators hand out roles in that force, whatever they write: a
 * role without a place is meant there, and one for another place is left out. Null: a provider for all forces, which has to
 * name the place.
 */
export function claimedRoles(roles: unknown, forceCode: string | null): ClaimedRole[] {
  if (!Array.isArray(roles)) return [];
  const found = new Map<string, ClaimedRole>();
  for (const text of roles.slice(0, MOST) as unknown[]) {
    const parts = typeof text === "string" ? /^([A-Za-z_ ]{1,40})(?:\.([A-Za-z0-9_]{2,20}))?$/.exec(text) : null;
    if (!parts) continue;
    const [, name = "", named] = parts;
    const role = Object.hasOwn(known, bare(name)) ? known[bare(name)] : undefined;
    const place = named?.toUpperCase() ?? forceCode;
    if (role === undefined || place === null || (forceCode !== null && place !== forceCode)) continue;
    found.set(`${role}.${place}`, { role, place });
  }
  return [...found.values()];
}

const bare = (name: string): string => name.replaceAll(/[_ ]/g, "").toUpperCase();
