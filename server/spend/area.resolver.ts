import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { Force, forceById } from "../forces/index.js";
import { areaById, areas, areasOfForce, postcodesOfArea, saveArea, setForceAreas } from "./area.service.js";
import {
  Area,
  AreaPostcode,
  SaveAreaInput,
  SaveAreaPayload,
  SetForceAreasInput,
  SetForceAreasPayload,
} from "./area.types.js";

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

  @Mutation(() => SetForceAreasPayload, {
    description: "Says in which county and region a force lies. Local and regional figures follow at once.",
  })
  async setForceAreas(
    @Arg("input", () => SetForceAreasInput, { description: "The force and its areas." }) input: SetForceAreasInput,
    @Ctx() ctx: RequestContext,
  ): Promise<SetForceAreasPayload> {
    const outcome = await setForceAreas(ctx, input);
    return outcome.done
      ? { force: await ctx.loaders.load(forceById, outcome.value), userErrors: [] }
      : { force: null, userErrors: outcome.problems };
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

/** Stands here because spend knows forces, and not the other way round. */
@Resolver(() => Force)
export class ForceAreasResolver {
  @FieldResolver(() => Area, {
    nullable: true,
    description: "The county it lies in, which makes spend local; null when it is not recorded.",
  })
  async county(@Root() row: Force, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(areasOfForce, row.id)).find(({ kind }) => kind === "COUNTY");
  }

  @FieldResolver(() => Area, {
    nullable: true,
    description: "The region it lies in, which makes spend regional; null when it is not recorded.",
  })
  async homeRegion(@Root() row: Force, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.load(areasOfForce, row.id)).find(({ kind }) => kind === "REGION");
  }
}
