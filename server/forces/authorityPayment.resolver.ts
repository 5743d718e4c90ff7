import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { paymentsOfAuthority, setAuthorityPayment } from "./authorityPayment.service.js";
import { AuthorityPayment, AuthorityPaymentPayload, SetAuthorityPaymentInput } from "./authorityPayment.types.js";
import { Authority } from "./force.types.js";

@Resolver(() => Authority)
export class AuthorityPaymentResolver {
  @Mutation(() => AuthorityPaymentPayload, {
    description: "Records what an authority expects to pay in a financial year; it decides whether UK1 is due.",
  })
  async setAuthorityPayment(
    @Arg("input", () => SetAuthorityPaymentInput, { description: "The authority, year and amount." })
    input: SetAuthorityPaymentInput,
    @Ctx() ctx: RequestContext,
  ): Promise<AuthorityPaymentPayload> {
    const outcome = await setAuthorityPayment(ctx, input);
    return outcome.done
      ? { authority: outcome.value, userErrors: [] }
      : { authority: null, userErrors: outcome.problems };
  }

  @FieldResolver(() => [AuthorityPayment], {
    description: "What it expects to pay, latest year first; empty when nothing is recorded.",
  })
  expectedPayments(@Root() row: Authority, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(paymentsOfAuthority, row.id);
  }
}
