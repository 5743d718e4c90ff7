import {
  getNamedType,
  type GraphQLField,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import { schema } from "./graph.js";

/** Fields that say when they were read, not what was there. */
const aboutTheReading = new Set(["readAt"]);

/** A selection of everything that a type has, down to a depth, as far as it can be asked for without arguments. */
function everythingOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return "";
  if (isAbstractType(named)) return "{ __typename }";
  if (!isObjectType(named)) return "";
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (aboutTheReading.has(field.name) || field.args.some(isRequiredArgument)) return [];
    if (isLeafType(getNamedType(field.type))) return [field.name];
    // A connection's edges say what its nodes say.
    if (depth <= 0 || field.name === "edges") return [];
    const isPage = getNamedType(field.type).name.endsWith("Connection");
    const inner = everythingOf(field.type, field.name === "nodes" ? depth : depth - 1);
    return inner === "" || inner === "{  }" ? [] : [`${field.name}${isPage ? "(first: 3)" : ""} ${inner}`];
  });
  return `{ ${fields.join(" ")} }`;
}

/** A question for everything that a query of the schema gives. `given` are its arguments, as GraphQL writes them. */
export function questionFor(query: string, given: string, depth = 1): string {
  const field = schema.getQueryType()?.getFields()[query] as GraphQLField<unknown, unknown>;
  return `{ ${query}${given === "" ? "" : `(${given})`} ${everythingOf(field.type, depth)} }`;
}

/** The names of all queries. */
export const queryNames: readonly string[] = Object.keys(schema.getQueryType()?.getFields() ?? {});
