import { randomUUID } from "node:crypto";
import { ApolloServer, HeaderMap, type ApolloServerPlugin, type HTTPGraphQLResponse } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { type RequestContext } from "../context.js";
import { executedBy } from "../graph/execution/gateway.js";
import { executor } from "../graph/execution/executor.js";
import { recordedMoments } from "../history/index.js";
import { type CostTold } from "./callerLimits.js";
import { costOf, limits, sizeLimits } from "./limits.js";
import { httpError, shownError } from "./problems.js";
import { projections } from "../projections.js";

/** A request's context, and what its caller may still ask. */
export interface HttpContext extends RequestContext {
  readonly allowance: Allowance;
}
export interface Allowance {
  /** Errors: TryLater where not enough is left. */
  charge(cost: number): Promise<CostTold>;
  left(): Promise<CostTold>;
}

/** Answers GraphQL over HTTP, without saying which HTTP server is around it. */
export interface GraphqlEndpoint {
  answer(
    request: GraphqlRequest,
    context: (splice: RequestContext["splice"]) => Promise<HttpContext>,
  ): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}
export interface GraphqlRequest {
  readonly method: string;
  readonly headers: Iterable<readonly [string, string]>;
  /** With the question mark, or "". */
  readonly search: string;
  readonly body: unknown;
}
export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: string;
}

export async function graphqlEndpoint(schema: GraphQLSchema, log: (line: string) => void): Promise<GraphqlEndpoint> {
  const server = new ApolloServer<HttpContext>({
    gateway: executedBy(schema, executor(schema, projections)),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [sizeLimits],
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => shownError(formatted, error, log),
    logger: { debug: () => {}, info: () => {}, warn: log, error: log },
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      // Cache hints are not used, and working them out wraps the resolver of every field of every row.
      ApolloServerPluginCacheControlDisabled(),
      introspectionForViewers,
      costForCallers,
      recordedMoments,
    ],
  });
  await server.start();
  return {
    async answer(request, context) {
      const splices = new Splices();
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method,
          headers: new HeaderMap(request.headers as Iterable<[string, string]>),
          search: request.search,
          body: request.body,
        },
        context: () => context(splices.add),
      });
      const body = await wholeBody(response);
      return { status: statusOf(response, body), headers: response.headers, body: splices.into(body) };
    },
    stop: () => server.stop(),
  };
}

const aboutTheDocument = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/**
 * GraphQL over HTTP answers 200 to a well-formed request whose document is wrong, where the older `application/json` was
 * agreed on; the newer media type says 400.
 */
function statusOf(response: HTTPGraphQLResponse, body: string): number {
  const status = response.status ?? 200;
  if (status !== 400 || !response.headers.get("content-type")?.startsWith("application/json")) return status;
  const { errors = [] } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
  return errors.length > 0 && errors.every(({ extensions }) => aboutTheDocument.has(extensions?.code ?? ""))
    ? 200
    : 400;
}

async function wholeBody({ body }: HTTPGraphQLResponse): Promise<string> {
  if (body.kind === "complete") return body.string;
  let text = "";
  for await (const chunk of body.asyncIterator) text += chunk;
  return text;
}

/** Who asks what the schema looks like must be signed in, like who asks for figures. */
const introspectionForViewers: ApolloServerPlugin<HttpContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue, document }) {
        if (contextValue.access.viewer) return;
        const asksForSchema = JSON.stringify([operation, document]).match(/"value":"__(schema|type)"/);
        if (!asksForSchema) return;
        throw new GraphQLError("Sign in to read the schema, or use the printed schema/schema.graphql.", {
          extensions: { code: "NOT_SIGNED_IN", http: { status: 401 } },
        });
      },
    };
  },
};

/** Takes what an operation costs from what its caller has left, before it runs; every answer tells what is left. */
const costForCallers: ApolloServerPlugin<HttpContext> = {
  async requestDidStart() {
    let told: CostTold | null = null;
    return {
      async didResolveOperation({ operation, document, contextValue }) {
        if (!operation) return;
        try {
          told = await contextValue.allowance.charge(costOf(operation, document));
        } catch (error) {
          throw httpError(error);
        }
      },
      async willSendResponse({ response, contextValue }) {
        if (response.body.kind !== "single") return;
        const { singleResult } = response.body;
        const cost = told ?? (await contextValue.allowance.left());
        singleResult.extensions = { ...singleResult.extensions, cost };
      },
    };
  },
};

/**
 * JSON that PostgreSQL made, put into the answer as text. A resolver returns a marker that nobody can guess; the marker is
 * replaced after the rest of the answer has been written.
 */
class Splices {
  private readonly mark = `splice-${randomUUID()}-`;
  private readonly texts: string[] = [];

  readonly add = (json: string): string => `${this.mark}${this.texts.push(json) - 1}`;

  into(body: string): string {
    if (this.texts.length === 0) return body;
    return body
      .split(`"${this.mark}`)
      .map((part, index) => {
        if (index === 0) return part;
        const end = part.indexOf('"');
        return `${this.texts[Number(part.slice(0, end))]}${part.slice(end + 1)}`;
      })
      .join("");
  }
}
