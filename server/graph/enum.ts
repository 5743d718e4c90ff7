import { registerEnumType } from "type-graphql";

/**
 * A GraphQL enum whose values all say what they mean. The values are their own names, as they are stored.
 *
 * Used as `export const Stage = describedEnum(...); export type Stage = keyof typeof Stage;`
 */
export function describedEnum<Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [Value in Name]: Value } {
  const names = Object.keys(values) as Name[];
  const asEnum = Object.fromEntries(names.map((value) => [value, value])) as { [Value in Name]: Value };
  registerEnumType(asEnum, {
    name,
    description,
    valuesConfig: Object.fromEntries(names.map((value) => [value, { description: values[value] }])) as Record<
      Name,
      { description: string }
    >,
  });
  return asEnum;
}

/** The values of a described enum, in the order in which they are described. */
export const valuesOf = <Name extends string>(described: { readonly [Value in Name]: Value }): readonly Name[] =>
  Object.keys(described) as Name[];
