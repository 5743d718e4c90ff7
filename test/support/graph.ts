import { graphql, type GraphQLSchema } from "graphql";
import { type RequestContext } from "../../server/context.js";
import { makeSchema } from "../../server/schema.js";

/** The whole schema, made once per test file. */
export const schema: GraphQLSchema = await makeSchema();

/** Asks a question and gives its data. Errors: throws the first GraphQL error. */
export async function ask<Data = Record<string, unknown>>(
  ctx: RequestContext,
  question: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const { data, errors } = await graphql({ schema, source: question, contextValue: ctx, variableValues: variables });
  if (errors?.[0]) throw errors[0];
  // GraphQL's objects have no prototype, which `toEqual` minds.
  return JSON.parse(JSON.stringify(data)) as Data;
}
