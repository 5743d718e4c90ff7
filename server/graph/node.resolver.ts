import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { supplierClaimNode } from "../claims/index.js";
import { contractNode, pipelineItemNode } from "../contracts/index.js";
import { forceNode } from "../forces/index.js";
import { kpiFigureNode } from "../kpis/index.js";
import { savingNode } from "../savings/index.js";
import { parseNodeId } from "../shared/nodeId.js";
import { socialValueNodes } from "../socialValue/index.js";
import { influenceableRuleNode, spendLineNode } from "../spend/index.js";
import { categoryNode, supplierNode } from "../suppliers/index.js";
import { waiverNode } from "../waivers/index.js";
import { Node, type NodeSource } from "./node.js";

/** Every kind of object that `node(id)` finds. */
const sources: readonly NodeSource[] = [
  contractNode,
  pipelineItemNode,
  savingNode,
  supplierNode,
  categoryNode,
  forceNode,
  kpiFigureNode,
  spendLineNode,
  influenceableRuleNode,
  supplierClaimNode,
  waiverNode,
  ...socialValueNodes,
];

@Resolver()
export class NodeResolver {
  @Query(() => Node, { nullable: true, description: "Any object by its id; null when there is none, or no longer." })
  async node(
    @Arg("id", () => ID, { description: "An `id` that this API gave." }) id: string,
    @Ctx() ctx: RequestContext,
  ): Promise<object | null> {
    ctx.access.require("figures:read");
    const wanted = parseNodeId(id);
    const source = sources.find(({ kind }) => kind === wanted?.kind);
    const found = wanted && source ? await source.find(ctx, wanted.id) : null;
    return found && source ? { ...found, __typename: source.typename } : null;
  }
}
