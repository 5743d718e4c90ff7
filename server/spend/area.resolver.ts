import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { areaById, areas, postcodesOfArea, saveArea } from "./area.service.js";
import { Area, AreaPostcode, SaveAreaInput, SaveAreaPayload } from "./area.types.js";

@Resolver(() => Area)
export class AreaResolver {
  @Query(() => [Area], { description: "The counties and regions that make spend local or regional, regions first." })
  areas(@Ctx() ctx: RequestContext) {
    return areas(ctx);
  }

  @Mutation(() => SaveAreaPayload, {
    description: "Makes or changes a county or region. A region must contain every postcode of its counties.",
  })
  async saveArea(
    @Arg("input", () => SaveAreaInput, { description: "The area as it is to be." }) input: SaveAreaInput,
    @Ctx() ctx: RequestContext,
  ): Promise<SaveAreaPayload> {
    const outcome = await saveArea(ctx, input);
    return outcome.done
      ? { area: await ctx.loaders.load(areaById, outcome.value), userErrors: [] }
      : { area: null, userErrors: outcome.problems };
  }

  @FieldResolver(() => Area, { nullable: true, description: "The region a county lies in; null for a region." })
  region(@Root() row: Area, @Ctx() ctx: RequestContext) {
    return ctx.loaders.loadIfKnown(areaById, row.parentId);
  }

  @FieldResolver(() => [AreaPostcode], { description: "Its postcodes, past and present." })
  postcodes(@Root() row: Area, @Ctx() ctx: RequestContext) {
    return ctx.loaders.load(postcodesOfArea, row.id);
  }
}
