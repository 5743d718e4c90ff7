/**
 * Who may do what, on whose rows: the one place where that is decided. The checks of the services, the rights that
 * PostgreSQL's row-level security reads (table `role_rights`), RIGHTS.md and the tests are all made from this file.
 */

/** A membership gives one of these in one force, in all forces of a collaboration, or everywhere. */
export const roles = {
  VIEWER: "Looks at every figure that is not confidential, and changes none.",
  EDITOR: "Changes the figures of their forces.",
  FINANCE_APPROVER: "Confirms or rejects what their forces are said to have saved, with a budget code.",
  CATEGORY_MANAGER: "Changes the figures of all forces of a collaboration, and what belongs to no single force.",
  HEAD_OF_PROCUREMENT:
    "As a category manager, and approves savings and waivers, merges suppliers and sets targets and thresholds.",
  AUDITOR: "Looks at everything, confidential items and the audit trail too, and changes nothing.",
  ADMINISTRATOR: "Decides who may sign in and as what. Neither sees nor changes figures.",
} as const;
export type Role = keyof typeof roles;

/** Something that can be done, and what people call it: "You may not ...". `changes` says whether it writes. */
export const acts = {
  "organisations:read": { says: "look at forces and what is measured", changes: false },
  "figures:read": { says: "look at figures", changes: false },
  "confidential:read": { says: "look at confidential items", changes: false },
  "audit:read": { says: "look at the whole audit trail", changes: false },
  "people:read": { says: "look at who may do what", changes: false },
  "figures:write": { says: "change figures", changes: true },
  "publishes:undo-own": { says: "take back publishes of their own", changes: true },
  "publishes:undo": { says: "take back what a colleague published", changes: true },
  "imports:run": { says: "import files", changes: true },
  "suppliers:write": { says: "change suppliers", changes: true },
  "suppliers:merge": { says: "merge suppliers", changes: true },
  "savings:approve": { says: "sign savings off for a force's budget and finance", changes: true },
  "savings:endorse": { says: "sign savings off as head of procurement", changes: true },
  "waivers:decide": { says: "decide waivers", changes: true },
  "targets:write": { says: "set targets, thresholds, boundaries and rates", changes: true },
  "organisations:write": { says: "record mergers and successors", changes: true },
  "people:write": { says: "decide who may do what", changes: true },
} as const;
export type Act = keyof typeof acts;

/**
 * Whose row it is, seen from a membership. OWN: of a force of the membership. SHARED: of no single force, such as a
 * supplier, or a contract without a lead force. OTHER: of any other force.
 */
export const ownerships = ["OWN", "SHARED", "OTHER"] as const;
export type Ownership = (typeof ownerships)[number];

const ANY = ownerships;
const OWN = ["OWN"] as const;
const SHARED = ["SHARED"] as const;
const OWN_AND_SHARED = ["OWN", "SHARED"] as const;

/** For each act, the roles that may do it and on whose rows; a role that is not named may not. */
export const matrix: Readonly<Record<Act, Readonly<Partial<Record<Role, readonly Ownership[]>>>>> = {
  "organisations:read": {
    VIEWER: ANY,
    EDITOR: ANY,
    FINANCE_APPROVER: ANY,
    CATEGORY_MANAGER: ANY,
    HEAD_OF_PROCUREMENT: ANY,
    AUDITOR: ANY,
    ADMINISTRATOR: ANY,
  },
  "figures:read": {
    VIEWER: ANY,
    EDITOR: ANY,
    FINANCE_APPROVER: ANY,
    CATEGORY_MANAGER: ANY,
    HEAD_OF_PROCUREMENT: ANY,
    AUDITOR: ANY,
  },
  "confidential:read": {
    EDITOR: OWN,
    FINANCE_APPROVER: OWN,
    CATEGORY_MANAGER: OWN_AND_SHARED,
    HEAD_OF_PROCUREMENT: ANY,
    AUDITOR: ANY,
  },
  "audit:read": { AUDITOR: ANY },
  "people:read": { AUDITOR: ANY, ADMINISTRATOR: ANY },
  "figures:write": { EDITOR: OWN, CATEGORY_MANAGER: OWN_AND_SHARED, HEAD_OF_PROCUREMENT: OWN_AND_SHARED },
  "publishes:undo-own": {
    EDITOR: OWN_AND_SHARED,
    FINANCE_APPROVER: OWN,
    CATEGORY_MANAGER: OWN_AND_SHARED,
    HEAD_OF_PROCUREMENT: OWN_AND_SHARED,
  },
  "publishes:undo": { CATEGORY_MANAGER: OWN_AND_SHARED, HEAD_OF_PROCUREMENT: OWN_AND_SHARED },
  "imports:run": { EDITOR: OWN, CATEGORY_MANAGER: OWN_AND_SHARED, HEAD_OF_PROCUREMENT: OWN_AND_SHARED },
  "suppliers:write": { EDITOR: SHARED, CATEGORY_MANAGER: SHARED, HEAD_OF_PROCUREMENT: SHARED },
  "suppliers:merge": { HEAD_OF_PROCUREMENT: SHARED },
  "savings:approve": { FINANCE_APPROVER: OWN },
  "savings:endorse": { HEAD_OF_PROCUREMENT: OWN },
  "waivers:decide": { HEAD_OF_PROCUREMENT: OWN },
  "targets:write": { HEAD_OF_PROCUREMENT: OWN_AND_SHARED },
  "organisations:write": { HEAD_OF_PROCUREMENT: SHARED },
  "people:write": { ADMINISTRATOR: OWN_AND_SHARED },
};

/** The roles that may do it at all, in the order of `roles`. */
export const rolesThatMay = (act: Act): Role[] =>
  (Object.keys(roles) as Role[]).filter((role) => matrix[act][role] !== undefined);

/** On whose rows a role may do it; empty when it may not. */
export const ownershipsOf = (role: Role, act: Act): readonly Ownership[] => matrix[act][role] ?? [];

/** "head of procurement" */
export const roleName = (role: Role): string => role.toLowerCase().replaceAll("_", " ");
