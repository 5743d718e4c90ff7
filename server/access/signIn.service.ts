import { type RequestContext } from "../context.js";
import { type SignInOptions } from "./signIn.types.js";

/** The ways to sign in here. */
export function signInOptions({ signIn, localSignIn }: RequestContext): SignInOptions {
  const { oidc } = signIn;
  return {
    provider: oidc && {
      authority: oidc.authority,
      clientId: oidc.clientId,
      scopes: oidc.scope.split(/\s+/),
      isEntra: oidc.issuers.some(({ tenant }) => tenant !== null),
      isDemonstration: oidc.isDemonstration,
    },
    local: localSignIn !== null,
  };
}
