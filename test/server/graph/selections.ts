import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  isLeafType,
  isListType,
  isObjectType,
} from "graphql";
import { projections } from "../../../server/projections.js";
import { schema } from "../../support/graph.js";

export const objectType = (name: string): GraphQLObjectType => schema.getType(name) as GraphQLObjectType;

/** Arguments that are needed, or make a difference, by field. */
const argumentsOf: Readonly<Record<string, string>> = {
  status: '(asAt: "2025-06-30")',
  supplierOn: '(asAt: "2025-06-30")',
};

/** A field of a type that a statement can read. */
export interface Readable {
  readonly name: string;
  readonly arguments: string;
  /** The type below; null for a value. */
  readonly type: GraphQLObjectType | null;
  /** A page of rows of this type, and not the rows themselves. */
  readonly isPage: boolean;
}

/** Every field of a type that is projected. */
export function readableFields(type: GraphQLObjectType): readonly Readable[] {
  const projection = projections.get(type.name);
  if (!projection) return [];
  return Object.values(type.getFields()).flatMap((field: GraphQLField<unknown, unknown>): Readable[] => {
    const isKnown =
      projection.fields?.[field.name] !== undefined ||
      (projection.columns[field.name] !== undefined && field.resolve === undefined);
    if (!isKnown) return [];
    const named = getNamedType(field.type);
    const given = argumentsOf[field.name] ?? "";
    if (isLeafType(named)) return [{ name: field.name, arguments: given, type: null, isPage: false }];
    if (!isObjectType(named)) return [];
    const rows = named.name.endsWith("Connection") ? getNamedType(named.getFields().nodes?.type) : named;
    const isPage = rows !== named;
    if (!isObjectType(rows) || !projections.has(rows.name)) return [];
    return [{ name: field.name, arguments: isPage ? "(first: 3)" : given, type: rows, isPage }];
  });
}

export const isList = (type: GraphQLObjectType, field: string): boolean =>
  isListType(getNullableType(type.getFields()[field]?.type));

/** Every value of a type, and everything below it to a depth. */
export function everything(type: GraphQLObjectType, depth: number): string {
  return readableFields(type)
    .map(({ name, arguments: given, type: below, isPage }) => {
      if (below === null) return `${name}${given}`;
      if (depth === 0) return "";
      const inner = everything(below, depth - 1);
      if (inner.trim() === "") return "";
      return `${name}${given} { ${isPage ? `totalCount nodes { ${inner} } pageInfo { hasNextPage endCursor }` : inner} }`;
    })
    .join(" ");
}
