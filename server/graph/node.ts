import { Field, ID, InterfaceType } from "type-graphql";
import { type RequestContext } from "../context.js";
import { type NodeKind } from "../shared/nodeId.js";

/** What every object that can be asked for again by its id has. */
@InterfaceType({
  description: "An object that `node(id)` finds again.",
  resolveType: (value: { __typename?: string }) => value.__typename,
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque and lasting; people and cells use `reference` or `code`." })
  id!: string;
}

/** How `node(id)` finds the objects of one kind. `find` gets the number behind the id and gives null for an unknown one. */
export interface NodeSource {
  readonly kind: NodeKind;
  readonly typename: string;
  readonly find: (ctx: RequestContext, id: string) => Promise<object | null>;
}
