import { recordAccessEvent } from "../audit/index.js";
import { type Database } from "../database/database.js";
import { NotAllowed, TryLater } from "../shared/problem.js";
import { bearerToken, CannotCheckToken, CheckedTokens, RefusedToken } from "./bearerToken.js";
import { type Account, identitiesIn, type KnownPerson } from "./identity.repository.js";
import { LOCAL_ISSUER, type LocalTokens } from "./localSignIn.js";
import { claimedIssuer, OidcIssuers, type Vouched } from "./oidcIssuers.js";
import { type OidcSettings } from "./oidcSettings.js";
import { peopleIn } from "./person.repository.js";
import { hashOf, isPersonalToken, type TokenScope } from "./personalToken.js";
import { personalTokensIn } from "./personalToken.repository.js";
import { claimedRoles } from "./roleClaims.js";
import { type Viewer } from "./viewer.js";

/** Who sends a request, and what they may do. */
export interface Caller {
  readonly viewer: Viewer;
  /** The personal access token that the request came with; null for somebody who signed in. */
  readonly personalTokenId: string | null;
}

/** Whose a sign-in is. */
interface Holder {
  /** `people.subject` of the person. */
  readonly subject: string;
  readonly scope: TokenScope;
  readonly personalTokenId: string | null;
  /** How long that may be remembered at most, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * For how long whose a sign-in is, and what they may do, is taken from memory. Longer would be wider: what is taken from
 * somebody here works at once (`forget`), what another server process takes from them works after this time. PostgreSQL
 * looks their memberships up in every statement, whatever is remembered.
 */
const REMEMBERED_MS = 5_000;

/** Counts the sign-ins from an address that are not good. */
export interface SignInAttempts {
  /** Errors: TryLater where there were too many. */
  mayTrySignIn(address: string): Promise<void>;
  countRefusedSignIn(address: string): Promise<void>;
}

/** The same for everything that can be wrong with a sign-in, so that nobody learns how to make a better one. */
const NOT_VALID = "This sign-in is not valid here. Sign in again; a tool needs a new personal access token.";
const RUN_OUT =
  "Your sign-in has run out. Sign in again; your edits in the workbook are kept. A tool needs a new personal access token.";

export interface SignInParts {
  readonly local: LocalTokens | null;
  readonly oidc: OidcSettings | null;
  readonly attempts: SignInAttempts;
  readonly log: (line: string) => void;
}

/** Finds out who sends a request: the only place that reads tokens. */
export class SignIns {
  private readonly issuers: OidcIssuers | null;
  /** Tokens of providers whose person has been found, and whose roles have been kept. */
  private readonly welcomed = new CheckedTokens<true>();
  /** Personal tokens that were good within the last minute; asked for only where an address has many refusals. */
  private readonly goodPersonalTokens = new CheckedTokens<true>();
  private readonly recent = new CheckedTokens<Caller>();
  private timesForgotten = 0;

  constructor(private readonly parts: SignInParts) {
    this.issuers = parts.oidc && new OidcIssuers(parts.oidc);
  }

  /**
   * Who sends a request with these Authorization headers from this address; null without any. `database` acts for the system.
   *
   * Errors: NotAllowed (NOT_SIGNED_IN); TryLater.
   */
  async callerOf(authorization: readonly string[], address: string, database: Database): Promise<Caller | null> {
    const { attempts, log } = this.parts;
    try {
      const token = bearerToken(authorization);
      if (token === null) return null;
      const known = this.recent.get(token);
      if (known) return known;
      // Those who are known to be good do not suffer from a neighbour behind the same address.
      if (!this.isKnown(token)) await attempts.mayTrySignIn(address);
      return await this.lookedUp(token, database);
    } catch (error) {
      if (error instanceof RefusedToken) {
        log(`sign-in refused, from ${address}: ${error.reason}`);
        if (!error.expired) await attempts.countRefusedSignIn(address);
        throw new NotAllowed("NOT_SIGNED_IN", error.expired ? RUN_OUT : NOT_VALID);
      }
      if (error instanceof CannotCheckToken) {
        log(`sign-in not checked: ${error.message}`);
        throw new TryLater(
          "SIGN_IN_UNAVAILABLE",
          "Sign-ins cannot be checked just now, because the sign-in service does not answer. Nothing was changed; try again in a minute.",
          30,
        );
      }
      throw error;
    }
  }

  /** To be called when something was changed: whoever asks next has the rights that they have then. */
  forget(): void {
    this.timesForgotten += 1;
    this.recent.forget();
  }

  private async lookedUp(token: string, database: Database): Promise<Caller> {
    const { timesForgotten } = this;
    const { subject, scope, personalTokenId, until } = await this.holderOf(token, database);
    const viewer = await peopleIn(database).viewerWith(subject);
    if (!viewer)
      throw new NotAllowed("NOT_SIGNED_IN", "The person you signed in as is no longer known. Sign in again.");
    const caller = { viewer: { ...viewer, scope }, personalTokenId };
    // What was read while something was changed may be of before.
    if (timesForgotten === this.timesForgotten) {
      this.recent.keep(token, caller, Math.min(until, Date.now() + REMEMBERED_MS));
    }
    return caller;
  }

  private isKnown(token: string): boolean {
    if (this.goodPersonalTokens.get(token)) return true;
    return (this.parts.local?.isKnown(token) || this.issuers?.isKnown(token)) ?? false;
  }

  private async holderOf(token: string, database: Database): Promise<Holder> {
    if (isPersonalToken(token)) return this.holderOfPersonalToken(token, database);
    if (this.parts.local && claimedIssuer(token) === LOCAL_ISSUER) {
      return { ...(await this.parts.local.holderOf(token)), scope: "WRITE", personalTokenId: null };
    }
    if (!this.issuers) throw new RefusedToken("no provider is configured");
    const vouched = await this.issuers.check(token);
    const known = this.welcomed.get(token) !== null;
    const { subject } = known ? await this.personOf(vouched, database) : await this.welcome(vouched, database);
    if (!known) this.welcomed.keep(token, true, vouched.until);
    return { subject, scope: "WRITE", personalTokenId: null, until: vouched.until };
  }

  private async holderOfPersonalToken(token: string, database: Database): Promise<Holder> {
    const found = await personalTokensIn(database).presented(hashOf(token));
    if (!found) throw new RefusedToken("an unknown personal access token");
    if (found.state !== "GOOD") {
      throw new RefusedToken(`personal access token ${found.id} is ${found.state}`, found.state === "EXPIRED");
    }
    this.goodPersonalTokens.keep(token, true, Date.now() + 60_000);
    // Not remembered: one that is revoked works nowhere any more.
    return { subject: found.subject, scope: found.scope, personalTokenId: found.id, until: 0 };
  }

  /**
   * What happens once for each token: the person is made where that is wanted, the roles are kept, the trail says so. The
   * account that the operator named administers everything, where nobody does.
   */
  private async welcome(vouched: Vouched, database: Database): Promise<KnownPerson> {
    return database.transaction(async (transaction) => {
      const account = accountOf(vouched);
      const { forceCode } = vouched.issuer;
      const identities = identitiesIn(transaction);
      const administers = this.isFirstAdministrator(account) && !(await identities.isAdministered());
      const isFirst = (this.followsClaims || administers) && (await identities.personWith(account)) === null;
      if (isFirst) await identities.addPerson(account, vouched.name ?? "A person without a name", forceCode);
      const { personId, subject } = await this.personOf(vouched, transaction);
      const about = { byPersonId: null, personId };
      if (this.followsClaims) {
        const changed = await identities.keepClaimedRoles(account, claimedRoles(vouched.roles, forceCode));
        for (const { act, role, place } of changed) {
          await recordAccessEvent(transaction, { ...about, act, detail: `${role} of ${place}, by ${account.issuer}` });
        }
      }
      if (administers) {
        await identities.makeAdministrator(personId);
        const detail = "ADMINISTRATOR of everywhere, by FIRST_ADMINISTRATOR";
        await recordAccessEvent(transaction, { ...about, act: "MEMBERSHIP_GRANTED", detail });
      }
      const act = isFirst ? "SIGNED_IN_FIRST" : "SIGNED_IN";
      await recordAccessEvent(transaction, { act, byPersonId: personId, personId, detail: account.issuer });
      return { personId, subject };
    });
  }

  private get followsClaims(): boolean {
    return this.parts.oidc?.people === "claims";
  }

  private isFirstAdministrator({ issuer, subject }: Account): boolean {
    const named = this.parts.oidc?.firstAdministrator;
    return named?.issuer === issuer && named.subject === subject;
  }

  /** Errors: NotAllowed where the account is nobody's. */
  private async personOf(vouched: Vouched, database: Database): Promise<KnownPerson> {
    const account = accountOf(vouched);
    const person = await identitiesIn(database).personWith(account);
    if (person) return person;
    throw new NotAllowed(
      "NOT_SIGNED_IN",
      `You signed in, but Sevenfold does not know your account yet. Ask your administrator to link it; it is ${JSON.stringify(account.subject)} of ${account.issuer}.`,
    );
  }
}

const accountOf = ({ issuer, subject }: Vouched): Account => ({ issuer: issuer.issuer, subject });
