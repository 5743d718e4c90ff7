import { type FieldNode, type GraphQLField, type GraphQLResolveInfo, Kind, OperationTypeNode } from "graphql";
import { type Selecting } from "./selection.js";

/** What a resolver is told of the field it answers. */
export const resolveInfo = (
  { schema, fragments }: Selecting,
  field: GraphQLField<unknown, unknown>,
  fieldNodes: readonly FieldNode[],
  variableValues: Readonly<Record<string, unknown>>,
): GraphQLResolveInfo => ({
  fieldName: field.name,
  fieldNodes,
  returnType: field.type,
  parentType: schema.getQueryType() as GraphQLResolveInfo["parentType"],
  path: { prev: undefined, key: field.name, typename: undefined },
  schema,
  fragments: fragments as GraphQLResolveInfo["fragments"],
  rootValue: undefined,
  operation: {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    selectionSet: { kind: Kind.SELECTION_SET, selections: fieldNodes },
  },
  variableValues: { ...variableValues },
});
