import { Arg, Ctx, ID, Mutation, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type Outcome } from "../shared/problem.js";
import {
  addPerson,
  endMembership,
  erasePerson,
  everybody,
  grantMembership,
  linkAccount,
  unlinkAccount,
} from "./people.service.js";
import {
  AddPersonInput,
  GrantMembershipInput,
  LinkAccountInput,
  Person,
  PersonPayload,
  UnlinkAccountInput,
} from "./people.types.js";

@Resolver()
export class PeopleResolver {
  @Query(() => [Person], { description: "Everybody who may sign in, by name. For administrators and auditors." })
  people(@Ctx() ctx: RequestContext): Promise<Person[]> {
    return everybody(ctx);
  }

  @Mutation(() => PersonPayload, { description: "Adds somebody. Link an account and grant a membership next." })
  async addPerson(
    @Arg("input", () => AddPersonInput, { description: "Who." }) input: AddPersonInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await addPerson(ctx, input));
  }

  @Mutation(() => PersonPayload, {
    description:
      "Lets a person sign in with an account of an identity provider. For administrators who have the say over every role of the person.",
  })
  async linkAccount(
    @Arg("input", () => LinkAccountInput, { description: "Whose account is which." }) input: LinkAccountInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await linkAccount(ctx, input));
  }

  @Mutation(() => PersonPayload, {
    description:
      "Takes an account away from a person, who can no longer sign in with it, from the next request on. Nobody takes their own.",
  })
  async unlinkAccount(
    @Arg("input", () => UnlinkAccountInput, { description: "Whose account is no longer theirs." })
    input: UnlinkAccountInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await unlinkAccount(ctx, input));
  }

  @Mutation(() => PersonPayload, {
    description: "Gives a person a role where you administer. Nobody gives themselves one.",
  })
  async grantMembership(
    @Arg("input", () => GrantMembershipInput, { description: "The membership wanted." }) input: GrantMembershipInput,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await grantMembership(ctx, input));
  }

  @Mutation(() => PersonPayload, { description: "Ends a membership at once; one that has ended stays as it is." })
  async endMembership(
    @Arg("id", () => ID, { description: "The membership." }) id: string,
    @Arg("reason", () => String, { nullable: true, description: "Why; kept in the audit trail." })
    reason: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await endMembership(ctx, id, reason));
  }

  @Mutation(() => PersonPayload, {
    description:
      "Erases who somebody was: name, accounts, tokens, memberships. What they did stays, under a number. It cannot be undone.",
  })
  async erasePerson(
    @Arg("person", () => ID, { description: "The person." }) person: string,
    @Arg("reason", () => String, { nullable: true, description: "Why; kept in the audit trail." })
    reason: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<PersonPayload> {
    return payload(await erasePerson(ctx, person, reason));
  }
}

const payload = (outcome: Outcome<Person>): PersonPayload =>
  outcome.done ? { person: outcome.value, userErrors: [] } : { person: null, userErrors: outcome.problems };
