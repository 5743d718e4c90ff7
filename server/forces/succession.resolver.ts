import { Arg, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { DateScalar } from "../graph/scalars.js";
import { type CalendarDate } from "../shared/calendar.js";
import { type Outcome } from "../shared/problem.js";
import { authorityNamed } from "./force.service.js";
import {
  Authority,
  AuthorityPayload,
  SucceedAuthorityInput,
  SucceedForceInput,
  SucceedForcePayload,
} from "./force.types.js";
import { addAuthorityAlias, succeedAuthority, succeedForce } from "./succession.service.js";

const authorityPayload = (outcome: Outcome<Authority>): AuthorityPayload =>
  outcome.done ? { authority: outcome.value, userErrors: [] } : { authority: null, userErrors: outcome.problems };

@Resolver()
export class SuccessionResolver {
  @Query(() => Authority, {
    nullable: true,
    description:
      "The contracting authority that goes by a name, however it is spelt: by its name, an alias, or PCC for a police and crime commissioner. Null when none does, or more than one might.",
  })
  authorityNamed(
    @Arg("name", () => String, { description: "A buyer's name as a notice or register prints it." }) name: string,
    @Arg("asAt", () => DateScalar, {
      nullable: true,
      description: "With a day, whoever stands for it then; null for the authority itself.",
    })
    asAt: CalendarDate | null,
    @Ctx() ctx: RequestContext,
  ) {
    return authorityNamed(ctx, name, asAt ?? null);
  }

  @Mutation(() => SucceedForcePayload, {
    description:
      "Lets one force take the place of others on a day. Their history stays; from that day what is booked on them counts for it.",
  })
  async succeedForce(
    @Arg("input", () => SucceedForceInput, { description: "Who ends, who takes over, and when." })
    input: SucceedForceInput,
    @Ctx() ctx: RequestContext,
  ): Promise<SucceedForcePayload> {
    const outcome = await succeedForce(ctx, input);
    return outcome.done ? { force: outcome.value, userErrors: [] } : { force: null, userErrors: outcome.problems };
  }

  @Mutation(() => AuthorityPayload, {
    description:
      "Lets one contracting authority take the place of others on a day. Contracts keep the authority that signed them.",
  })
  async succeedAuthority(
    @Arg("input", () => SucceedAuthorityInput, { description: "Who ends, who takes over, and when." })
    input: SucceedAuthorityInput,
    @Ctx() ctx: RequestContext,
  ): Promise<AuthorityPayload> {
    return authorityPayload(await succeedAuthority(ctx, input));
  }

  @Mutation(() => AuthorityPayload, { description: "Lets an authority be recognised by another name." })
  async addAuthorityAlias(
    @Arg("authority", () => String, { description: "Any of its names." }) authority: string,
    @Arg("alias", () => String, { description: "Another name that notices or registers print." }) alias: string,
    @Ctx() ctx: RequestContext,
  ): Promise<AuthorityPayload> {
    return authorityPayload(await addAuthorityAlias(ctx, authority, alias));
  }
}
