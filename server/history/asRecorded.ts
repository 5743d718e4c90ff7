import { type ApolloServerPlugin } from "@apollo/server";
import { DirectiveLocation, getDirectiveValues, GraphQLDirective } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import { dayInTheUnitedKingdom } from "../clock.js";
import { type RequestContext } from "../context.js";
import { Loaders } from "../graph/loaders.js";
import { DateTimeScalar } from "../graph/scalars.js";

/** `query @asRecorded(at: "2026-11-22T09:30:00Z") { ... }` */
export const asRecordedDirective = new GraphQLDirective({
  name: "asRecorded",
  description:
    "Answers the whole query from what was recorded by a moment: values, rows and figures that were changed, added or deleted later are as they were. Beside it `asAt` chooses the business date, which is the moment's day where it is not given. What the caller may see is decided by their rights of now.",
  locations: [DirectiveLocation.QUERY],
  args: {
    at: {
      type: DateTimeScalar,
      description:
        "The moment; changes of that very moment are in. One that has not come yet reads what is recorded now, and so does null.",
    },
  },
});

/** The same request, reading what was recorded by a moment (as `DateTime` holds it). Nothing can be written with it. */
export function asRecorded<Context extends RequestContext>(ctx: Context, at: string): Context {
  const database = ctx.database.as({ ...ctx.database.session, recordedAt: at });
  return { ...ctx, database, loaders: new Loaders(database), today: dayInTheUnitedKingdom(new Date(at)) };
}

/** Lets an operation's `@asRecorded` decide what its resolvers read. */
export const recordedMoments: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, request, schema, contextValue }) {
        // Reading the variables costs as much as a large publish has rows, so it is done for those that ask.
        if (!operation?.directives?.some(({ name }) => name.value === asRecordedDirective.name)) return;
        const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
        // Variables that cannot be read are refused when the operation runs.
        const given = variables.coerced && getDirectiveValues(asRecordedDirective, operation, variables.coerced);
        if (typeof given?.at === "string") Object.assign(contextValue, asRecorded(contextValue, given.at));
      },
    };
  },
};
