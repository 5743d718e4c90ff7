import { Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { type RequestContext } from "../context.js";
import { personById } from "../graph/people.js";
import { auditEntries, idOfRow } from "./trail.service.js";
import { AuditEntriesArguments, TrailConnection, TrailEntry } from "./trail.types.js";

@Resolver(() => TrailEntry)
export class TrailResolver {
  @Query(() => TrailConnection, { description: "The whole audit trail, newest first; for auditors only." })
  auditEntries(@Args(() => AuditEntriesArguments) wanted: AuditEntriesArguments, @Ctx() ctx: RequestContext) {
    return auditEntries(ctx, wanted);
  }

  @FieldResolver(() => Int, { description: "Its number in the trail: from 1, without gaps." })
  number(@Root() entry: TrailEntry) {
    return Number(entry.id);
  }

  @FieldResolver(() => String, { nullable: true, description: "Who did it; null for the system itself." })
  async by(@Root() entry: TrailEntry, @Ctx() ctx: RequestContext) {
    return (await ctx.loaders.loadIfKnown(personById, entry.personId))?.displayName;
  }

  @FieldResolver(() => ID, { nullable: true, description: "The id of what it was done to; null for what has none." })
  thing(@Root() entry: TrailEntry) {
    return idOfRow(entry);
  }
}
