import { type ApolloServerOptionsWithGateway } from "@apollo/server";
import { type GraphQLSchema } from "graphql";
import { type RequestContext } from "../../context.js";
import { type Executor } from "./executor.js";

type Gateway = ApolloServerOptionsWithGateway<RequestContext>["gateway"];

/** The one place where Apollo lets somebody else execute: parsing, validation and errors stay its own. */
export const executedBy = (schema: GraphQLSchema, execute: Executor): Gateway => ({
  onSchemaLoadOrUpdate(loaded) {
    loaded({ apiSchema: schema, coreSupergraphSdl: "" });
    return () => {};
  },
  load: () =>
    Promise.resolve({
      executor: async ({ document, request, operation, context }) => {
        const { data, errors } = await execute(
          {
            document,
            operationName: request.operationName,
            operation: operation?.operation,
            variables: request.variables,
          },
          context as RequestContext,
        );
        // Apollo asks whether there is `data` at all: without it nothing ran.
        return { ...(errors && { errors }), ...(data !== undefined && { data }) };
      },
    }),
  stop: () => Promise.resolve(),
});
