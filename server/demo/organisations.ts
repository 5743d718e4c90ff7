import { type Role } from "../access/matrix.js";

/** The seven forces, and each one's rough part of what all of them buy. */
export const forces = [
  { code: "BEDS", name: "Bedfordshire", region: "East of England", weight: 10, area: ["MK40", "LU1", "SG18"] },
  { code: "CAMBS", name: "Cambridgeshire", region: "East of England", weight: 11, area: ["CB1", "PE1", "PE29"] },
  { code: "HERTS", name: "Hertfordshire", region: "East of England", weight: 15, area: ["AL7", "SG1", "WD17"] },
  { code: "NORFOLK", name: "Norfolk", region: "East of England", weight: 13, area: ["NR18", "NR1", "PE30"] },
  { code: "SUFFOLK", name: "Suffolk", region: "East of England", weight: 12, area: ["IP5", "IP1", "IP33"] },
  { code: "ESSEX", name: "Essex", region: "East of England", weight: 19, area: ["CM2", "CO1", "SS1"] },
  { code: "KENT", name: "Kent", region: "South East", weight: 20, area: ["ME15", "CT1", "TN23"] },
] as const;

export type ForceCode = (typeof forces)[number]["code"];
export const forceCodes: readonly ForceCode[] = forces.map(({ code }) => code);
export const forceOf = Object.fromEntries(forces.map((force) => [force.code, force])) as Record<
  ForceCode,
  (typeof forces)[number]
>;
export const weightOf = (code: ForceCode): number => forceOf[code].weight;

export const collaborations: readonly {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
  readonly validFrom: string;
  readonly members: readonly ForceCode[];
}[] = [
  { code: "SEVEN_FORCE", name: "Seven forces", parent: null, validFrom: "2016-04-01", members: forceCodes },
  {
    code: "BCH",
    name: "Bedfordshire, Cambridgeshire and Hertfordshire",
    parent: "SEVEN_FORCE",
    validFrom: "2016-04-01",
    members: ["BEDS", "CAMBS", "HERTS"],
  },
  {
    code: "NS",
    name: "Norfolk and Suffolk",
    parent: "SEVEN_FORCE",
    validFrom: "2016-04-01",
    members: ["NORFOLK", "SUFFOLK"],
  },
  { code: "KE", name: "Kent and Essex", parent: "SEVEN_FORCE", validFrom: "2016-04-01", members: ["ESSEX", "KENT"] },
];
export const subCollaborations = collaborations.filter(({ parent }) => parent !== null);

/** Offices, not people. Essex's commissioner took on fire and rescue in 2017: the earlier office has a successor. */
const PCC_FROM = "2012-11-22";
export const authorities = [
  ...forces.flatMap(({ code, name }) => {
    const chief = {
      name: `Chief Constable of ${name}`,
      kind: "CHIEF_CONSTABLE",
      force: code,
      validFrom: PCC_FROM,
      validTo: null,
      successor: null,
    };
    const commissioner = {
      name: `Police and Crime Commissioner for ${name}`,
      kind: "PCC",
      force: code,
      validFrom: PCC_FROM,
      validTo: null,
      successor: null,
    };
    if (code !== "ESSEX") return [commissioner, chief];
    const withFire = `Police, Fire and Crime Commissioner for ${name}`;
    return [
      { ...commissioner, name: withFire, kind: "PFCC", validFrom: "2017-10-01" },
      { ...commissioner, validTo: "2017-09-30", successor: withFire },
      chief,
    ];
  }),
];
const buyers = new Map<string, string>(
  authorities
    .filter(({ kind, validTo }) => kind !== "CHIEF_CONSTABLE" && validTo === null)
    .map(({ force, name }) => [force, name]),
);
/** The office that signs a force's contracts today. */
export const buyerOf = (code: ForceCode): string => buyers.get(code) as string;

/** Who may use the local sign-in: offices, no real person. Every role has one, in the force or the collaboration named. */
export const people: readonly {
  readonly subject: string;
  readonly displayName: string;
  readonly role: Role;
  readonly force: ForceCode | null;
  readonly collaboration: string | null;
}[] = [
  person("kent-finance", "Finance officer, Kent", "FINANCE_APPROVER", "KENT"),
  person("category-manager", "Category manager, seven forces", "CATEGORY_MANAGER", "SEVEN_FORCE"),
  person("norfolk-finance", "Finance officer, Norfolk", "FINANCE_APPROVER", "NORFOLK"),
  person("auditor", "Auditor", "AUDITOR"),
  person("kent-editor", "Procurement officer, Kent", "EDITOR", "KENT"),
  person("norfolk-editor", "Procurement officer, Norfolk", "EDITOR", "NORFOLK"),
  person("norfolk-viewer", "Commissioner's officer, Norfolk", "VIEWER", "NORFOLK"),
  person("head-of-procurement", "Head of procurement, seven forces", "HEAD_OF_PROCUREMENT", "SEVEN_FORCE"),
  person("administrator", "Administrator", "ADMINISTRATOR"),
];

function person(subject: string, displayName: string, role: Role, place: ForceCode | "SEVEN_FORCE" | null = null) {
  const isForce = place !== "SEVEN_FORCE";
  return {
    subject: `local:${subject}`,
    displayName,
    role,
    force: isForce ? place : null,
    collaboration: isForce ? null : place,
  };
}

/** Other names under which notices print the offices. */
export const authorityAliases = forces.flatMap(({ code, name }) => [
  { name: `Police and Crime Commissioner for ${name}`, alias: `${name} PCC` },
  { name: buyerOf(code), alias: `${name} OPCC` },
  { name: `Chief Constable of ${name}`, alias: `${name} Police` },
]);

/** What the buying offices expect to pay in a financial year, VAT included: three of them more than £100m. */
export const authorityPayments = forces.flatMap(({ code, weight }) =>
  [2025, 2026].map((year) => ({ authority: buyerOf(code), year, expectedGross: `${weight * 7_000_000}.00` })),
);
