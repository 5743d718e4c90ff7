/** One provider whose access tokens are taken. */
export interface TrustedIssuer {
  /** Exactly what its tokens say in `iss`. */
  readonly issuer: string;
  /** The Entra tenant that its tokens must name in `tid`; null for a provider that is no tenant of Microsoft's. */
  readonly tenant: string | null;
  /** Code of the force whose people sign in there: it may give rights in that force only. Null: in any force. */
  readonly forceCode: string | null;
}

/** An account at a provider, as its tokens name it in `iss` and `sub`. */
export interface NamedAccount {
  readonly issuer: string;
  readonly subject: string;
}

/** Whose sign-ins are taken, and how people sign in. */
export interface OidcSettings {
  readonly issuers: readonly TrustedIssuer[];
  /** A token must be for one of these. */
  readonly audiences: readonly string[];
  /** Where the add-in signs people in; for several tenants the address that serves them all. */
  readonly authority: string;
  /** The add-in, as the provider knows it. */
  readonly clientId: string;
  /** What the add-in asks for, separated by spaces. */
  readonly scope: string;
  /** `linked`: those whom an administrator linked. `claims`: whoever signs in, with the rights that the token's roles give. */
  readonly people: "linked" | "claims";
  /** Whoever signs in with this account administers everything, where nobody does yet; null: nobody. */
  readonly firstAdministrator: NamedAccount | null;
  /** The provider of a demonstration, where people pick who they are. */
  readonly isDemonstration: boolean;
}

const TENANT = "{tid}";
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const forceCode = /^[A-Z][A-Z0-9_]{1,19}$/;

/**
 * Reads the OIDC_ variables and FIRST_ADMINISTRATOR; null where there are none.
 *
 * Errors: throws with the variable's name, its value and what it should be.
 */
export function oidcSettings(environment: NodeJS.ProcessEnv): OidcSettings | null {
  const addresses = listed(environment.OIDC_ISSUERS);
  if (addresses.length === 0) {
    const stray = ["OIDC_TENANTS", "OIDC_AUDIENCE", "OIDC_CLIENT_ID", "FIRST_ADMINISTRATOR"].find(
      (name) => environment[name],
    );
    if (stray) throw new Error(`${stray} is set but OIDC_ISSUERS is not; it must name the provider that people use.`);
    return null;
  }
  const tenants = listed(environment.OIDC_TENANTS).map((entry) => {
    const { name, force } = withForce("OIDC_TENANTS", entry);
    if (!guid.test(name)) {
      throw new Error(`OIDC_TENANTS has "${entry}"; each must be a tenant's id and its force, such as <guid>=KENT.`);
    }
    return { tenant: name, force };
  });
  const issuers = addresses.flatMap((entry): TrustedIssuer[] => {
    const { name, force } = withForce("OIDC_ISSUERS", entry);
    if (!isSecure(name)) {
      throw new Error(`OIDC_ISSUERS has "${entry}"; it must be an https address (http only for localhost).`);
    }
    if (!name.includes(TENANT)) return [{ issuer: name, tenant: null, forceCode: force }];
    if (tenants.length === 0) {
      throw new Error(`OIDC_ISSUERS has ${TENANT}; OIDC_TENANTS must say whose, such as <guid>=KENT,<guid>=ESSEX.`);
    }
    return tenants.map(({ tenant, force: itsForce }) => {
      if (itsForce === null) {
        throw new Error(`OIDC_TENANTS has ${tenant} without a force; write ${tenant}=KENT, with the force's code.`);
      }
      return { issuer: name.replace(TENANT, tenant), tenant, forceCode: itsForce };
    });
  });
  const clientId = needed("OIDC_CLIENT_ID", environment.OIDC_CLIENT_ID);
  const audiences = listed(needed("OIDC_AUDIENCE", environment.OIDC_AUDIENCE));
  const people = environment.OIDC_PEOPLE || "linked";
  if (people !== "linked" && people !== "claims") {
    throw new Error(`OIDC_PEOPLE is "${people}"; it must be linked or claims.`);
  }
  return {
    issuers,
    audiences,
    authority: withForce("OIDC_ISSUERS", addresses[0] ?? "").name.replace(TENANT, "organizations"),
    clientId,
    scope: environment.OIDC_SCOPE || "openid",
    people,
    firstAdministrator: firstAdministrator(environment.FIRST_ADMINISTRATOR, issuers),
    isDemonstration: false,
  };
}

/** "<issuer> <subject>": an address has no spaces, an account may have. */
function firstAdministrator(text: string | undefined, issuers: readonly TrustedIssuer[]): NamedAccount | null {
  if (!text?.trim()) return null;
  const [, issuer = "", subject = ""] = /^(\S+)\s+(.+)$/.exec(text.trim()) ?? [];
  if (issuers.some((trusted) => trusted.issuer === issuer)) return { issuer, subject };
  throw new Error(
    `FIRST_ADMINISTRATOR is "${text}"; it must be one of OIDC_ISSUERS and the account there, such as "${issuers[0]?.issuer ?? ""} 00u1abc".`,
  );
}

const listed = (text: string | undefined): string[] =>
  (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");

/** "name=FORCE" or "name". */
function withForce(variable: string, entry: string): { name: string; force: string | null } {
  const cut = entry.lastIndexOf("=");
  if (cut < 0) return { name: entry, force: null };
  const force = entry.slice(cut + 1);
  if (!forceCode.test(force)) {
    throw new Error(`${variable} has "${entry}"; after the = there must be a force's code, for example KENT.`);
  }
  return { name: entry.slice(0, cut), force };
}

function needed(name: string, text: string | undefined): string {
  if (!text) throw new Error(`${name} is missing; it is needed beside OIDC_ISSUERS. See server/access/README.md.`);
  return text;
}

function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1"].includes(hostname));
}
