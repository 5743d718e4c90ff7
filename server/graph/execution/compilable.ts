import {
  type DocumentNode,
  getNamedType,
  getOperationAST,
  type GraphQLInputType,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Whether graphql-jit answers an operation as graphql-js does. */
export function isCompilable(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): boolean {
  const operation = getOperationAST(document, operationName);
  return (
    operation !== null &&
    operation !== undefined &&
    !hasSeveralMutations(operation) &&
    !takesSelfHolding(schema, operation) &&
    !givesAbstract(schema, document)
  );
}

/** Mutations run one after the other, compiled ones at the same time. */
const hasSeveralMutations = ({ operation, selectionSet: { selections } }: OperationDefinitionNode): boolean =>
  operation === OperationTypeNode.MUTATION && (selections.length !== 1 || selections[0]?.kind !== Kind.FIELD);

/**
 * Whether a variable may hold values of its own type within it, as a filter holds filters in `and`, `or` and `not`. The
 * compiler writes out the reading of an input type within its own without end, until the memory is full.
 */
const takesSelfHolding = (schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): boolean =>
  variableDefinitions.some(({ type }) =>
    holdsItself(typeFromAST(schema, type as never) as GraphQLInputType, new Set()),
  );

function holdsItself(given: GraphQLInputType | undefined, above: ReadonlySet<unknown>): boolean {
  const type = given && getNamedType(given);
  if (!isInputObjectType(type)) return false;
  if (above.has(type)) return true;
  const within = new Set([...above, type]);
  return Object.values(type.getFields()).some((field) => holdsItself(field.type, within));
}

/** Whether an interface or a union is asked for. What the object is, the schema says in a promise; compiled code does not wait. */
function givesAbstract(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  const Field = () => {
    const type = types.getType();
    found ||= type !== null && type !== undefined && isAbstractType(getNamedType(type));
  };
  visit(document, visitWithTypeInfo(types, { Field }));
  return found;
}
