import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type Outcome } from "../shared/problem.js";
import { AuthorityPayload, type Collaboration } from "./force.types.js";
import { addAuthority, addCollaboration, addForce, setCollaborationMember } from "./organisation.service.js";
import {
  AddAuthorityInput,
  AddCollaborationInput,
  AddForceInput,
  AddForcePayload,
  CollaborationPayload,
  SetCollaborationMemberInput,
} from "./organisation.types.js";

const collaborationPayload = (outcome: Outcome<Collaboration>): CollaborationPayload =>
  outcome.done
    ? { collaboration: outcome.value, userErrors: [] }
    : { collaboration: null, userErrors: outcome.problems };

@Resolver()
export class OrganisationResolver {
  @Mutation(() => AddForcePayload, { description: "Adds a force." })
  async addForce(
    @Arg("input", () => AddForceInput, { description: "The force." }) input: AddForceInput,
    @Ctx() ctx: RequestContext,
  ): Promise<AddForcePayload> {
    const outcome = await addForce(ctx, input);
    return outcome.done ? { force: outcome.value, userErrors: [] } : { force: null, userErrors: outcome.problems };
  }

  @Mutation(() => CollaborationPayload, { description: "Adds a collaboration, or a part of one." })
  async addCollaboration(
    @Arg("input", () => AddCollaborationInput, { description: "The collaboration." }) input: AddCollaborationInput,
    @Ctx() ctx: RequestContext,
  ): Promise<CollaborationPayload> {
    return collaborationPayload(await addCollaboration(ctx, input));
  }

  @Mutation(() => CollaborationPayload, {
    description: "Lets a force join a collaboration, or says until when it stays. Figures follow at once.",
  })
  async setCollaborationMember(
    @Arg("input", () => SetCollaborationMemberInput, { description: "Who, where, from when to when." })
    input: SetCollaborationMemberInput,
    @Ctx() ctx: RequestContext,
  ): Promise<CollaborationPayload> {
    return collaborationPayload(await setCollaborationMember(ctx, input));
  }

  @Mutation(() => AuthorityPayload, { description: "Adds a contracting authority. Imports add those that they name." })
  async addAuthority(
    @Arg("input", () => AddAuthorityInput, { description: "The authority." }) input: AddAuthorityInput,
    @Ctx() ctx: RequestContext,
  ): Promise<AuthorityPayload> {
    const outcome = await addAuthority(ctx, input);
    return outcome.done
      ? { authority: outcome.value, userErrors: [] }
      : { authority: null, userErrors: outcome.problems };
  }
}
