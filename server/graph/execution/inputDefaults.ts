import {
  getNullableType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isLeafType,
  isListType,
  type OperationDefinitionNode,
  typeFromAST,
} from "graphql";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Writes the defaults of input objects' fields into the variables of an operation as a caller could have sent them, where
 * they were left out. graphql-jit refuses variables that leave such a field out.
 */
export function withDefaults(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Variables,
): Variables {
  const filled = (operation.variableDefinitions ?? []).flatMap(({ variable, type }) => {
    const name = variable.name.value;
    const inputType = typeFromAST(schema, type as never) as GraphQLInputType | undefined;
    return inputType && name in variables ? [[name, filledIn(inputType, variables[name])] as const] : [];
  });
  return { ...variables, ...Object.fromEntries(filled) };
}

function filledIn(given: GraphQLInputType, value: unknown): unknown {
  const type = getNullableType(given);
  if (typeof value !== "object" || value === null) return value;
  if (isListType(type)) {
    const { ofType } = type;
    return Array.isArray(value) ? value.map((item: unknown) => filledIn(ofType, item)) : filledIn(ofType, value);
  }
  if (!isInputObjectType(type)) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [name, field] of Object.entries(type.getFields())) {
    if (filled[name] !== undefined) filled[name] = filledIn(field.type, filled[name]);
    else if (field.defaultValue !== undefined) filled[name] = asSent(field.type, field.defaultValue);
  }
  return filled;
}

/** A default as a caller would have written it. */
function asSent(given: GraphQLInputType, value: unknown): unknown {
  const type = getNullableType(given);
  if (value === null) return null;
  if (isListType(type)) return Array.isArray(value) ? value.map((item: unknown) => asSent(type.ofType, item)) : value;
  return isLeafType(type) ? type.serialize(value) : value;
}
