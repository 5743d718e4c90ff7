import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  type GraphQLNamedType,
} from "graphql";
import { schema } from "./graph.js";

/** A value for an argument or input field, as GraphQL text; undefined leaves the choice to the walk. */
export type Chooser = (path: readonly string[], typeName: string) => string | undefined;

/** Every root field of the schema. */
export const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
export const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

const plain: Readonly<Record<string, string>> = {
  ID: '"contract_1"',
  String: '"x"',
  Int: "1",
  Float: "1",
  Boolean: "true",
  Date: '"2026-11-22"',
  DateTime: '"2026-11-22T10:00:00Z"',
  Decimal: '"1.00"',
  Period: '"2026-27 Q2"',
};

function valueFor(type: GraphQLInputType, path: readonly string[], choose: Chooser): string {
  if (isNonNullType(type)) return valueFor(type.ofType as GraphQLInputType, path, choose);
  const chosen = choose(path, getNamedType(type).name);
  if (chosen !== undefined) return chosen;
  if (isListType(type)) return `[${valueFor(type.ofType as GraphQLInputType, path, choose)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? "";
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).flatMap((field) => {
      const own = [...path, field.name];
      const given = choose(own, getNamedType(field.type).name);
      if (given !== undefined) return [`${field.name}: ${given}`];
      return isRequiredInputField(field) ? [`${field.name}: ${valueFor(field.type, own, choose)}`] : [];
    });
    return `{${fields.join(", ")}}`;
  }
  return plain[type.name] ?? '"x"';
}

function argumentsOf(args: readonly GraphQLArgument[], path: readonly string[], choose: Chooser): string {
  const given = args.flatMap((argument) => {
    const own = [...path, argument.name];
    const chosen = choose(own, getNamedType(argument.type).name);
    if (chosen !== undefined) return [`${argument.name}: ${chosen}`];
    return isRequiredArgument(argument) ? [`${argument.name}: ${valueFor(argument.type, own, choose)}`] : [];
  });
  return given.length > 0 ? `(${given.join(", ")})` : "";
}

/** All fields of a type, related things to a depth; "" where nothing can be selected. */
function selectionOf(type: GraphQLNamedType, path: readonly string[], choose: Chooser, depth: number): string {
  const fieldsOf = (of: GraphQLNamedType): string =>
    isObjectType(of) || isInterfaceType(of)
      ? Object.values(of.getFields())
          .flatMap((field) => fieldText(field, [...path, field.name], choose, depth - 1) ?? [])
          .join(" ")
      : "";
  if (isUnionType(type) || isInterfaceType(type)) {
    const parts = schema.getPossibleTypes(type).map((of) => {
      // Fields of one name may be of other types elsewhere: each has a name of its own.
      const inside = Object.values(of.getFields())
        .flatMap((field) => {
          const text = fieldText(field, [...path, field.name], choose, depth - 1);
          return text === null ? [] : [`${of.name}_${field.name}: ${text}`];
        })
        .join(" ");
      return `... on ${of.name} { ${inside} }`;
    });
    return `{ __typename ${parts.join(" ")} }`;
  }
  if (!isObjectType(type)) return "";
  const inside = fieldsOf(type);
  return inside === "" ? "{ __typename }" : `{ ${inside} }`;
}

function fieldText(
  field: GraphQLField<unknown, unknown>,
  path: readonly string[],
  choose: Chooser,
  depth: number,
): string | null {
  const type = getNamedType(field.type);
  const args = argumentsOf(field.args, path, choose);
  if (!isObjectType(type) && !isInterfaceType(type) && !isUnionType(type)) return `${field.name}${args}`;
  // Connections and their edges are no depth of their own.
  const isShell = /(Connection|Edge|PageInfo)$/.test(type.name);
  if (depth <= 0 && !isShell) return null;
  if (depth <= -2) return null;
  return `${field.name}${args} ${selectionOf(type, path, choose, isShell ? depth + 1 : depth)}`;
}

/** A request for one root field with everything that can be selected below it, `depth` related things deep. */
export function everythingOf(
  kind: "query" | "mutation",
  field: GraphQLField<unknown, unknown>,
  choose: Chooser = () => undefined,
  depth = 2,
): string {
  return `${kind} { ${fieldText(field, [field.name], choose, depth + 1) ?? field.name} }`;
}
