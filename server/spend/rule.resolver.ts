import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { nodeId } from "../shared/nodeId.js";
import { type Outcome } from "../shared/problem.js";
import { addInfluenceableRule, endInfluenceableRule, type RuleChanged } from "./rule.service.js";
import { AddInfluenceableRuleInput, EndInfluenceableRuleInput, InfluenceableRulePayload } from "./rule.types.js";
import { influenceableRules } from "./spend.service.js";
import { InfluenceableRule } from "./spend.types.js";

const payload = (outcome: Outcome<RuleChanged>): InfluenceableRulePayload =>
  outcome.done ? { ...outcome.value, userErrors: [] } : { rule: null, linesChanged: 0, userErrors: outcome.problems };

@Resolver(() => InfluenceableRule)
export class InfluenceableRuleResolver {
  @Query(() => [InfluenceableRule], {
    description: "The rules that take lines out of influenceable spend, by what they exclude.",
  })
  influenceableRules(@Ctx() ctx: RequestContext) {
    return influenceableRules(ctx);
  }

  @Mutation(() => InfluenceableRulePayload, {
    description: "Adds a rule that takes lines out of influenceable spend: those that are loaded, and those to come.",
  })
  async addInfluenceableRule(
    @Arg("input", () => AddInfluenceableRuleInput, { description: "The rule." }) input: AddInfluenceableRuleInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await addInfluenceableRule(ctx, input));
  }

  @Mutation(() => InfluenceableRulePayload, {
    description: "Ends a rule: lines posted later count again, unless another rule takes them out.",
  })
  async endInfluenceableRule(
    @Arg("input", () => EndInfluenceableRuleInput, { description: "Which, and when." })
    input: EndInfluenceableRuleInput,
    @Ctx() ctx: RequestContext,
  ) {
    return payload(await endInfluenceableRule(ctx, input));
  }

  @FieldResolver(() => ID, { description: "Opaque and lasting." })
  id(@Root() row: InfluenceableRule) {
    return nodeId("influenceable_rule", row.id);
  }

  @FieldResolver(() => Force, { nullable: true, description: "The force it holds for; null: for all." })
  force(@Root() row: InfluenceableRule, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(forceById, row.forceId);
  }
}
