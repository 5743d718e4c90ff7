import { AccessResolver, ViewerResolver } from "./access.resolver.js";
import { PeopleResolver } from "./people.resolver.js";
import { PersonalTokenResolver } from "./personalToken.resolver.js";
import { SignInResolver } from "./signIn.resolver.js";

export const accessResolvers = [
  AccessResolver,
  ViewerResolver,
  PeopleResolver,
  PersonalTokenResolver,
  SignInResolver,
] as const;
