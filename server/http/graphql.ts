import { randomUUID } from "node:crypto";
import { ApolloServer, HeaderMap, type ApolloServerPlugin, type HTTPGraphQLResponse } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { type ExecutionResult, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { type RequestContext } from "../context.js";
import { executedBy } from "../graph/execution/gateway.js";
import { executor } from "../graph/execution/executor.js";
import { type Asked } from "../graph/execution/resolvers.js";
import { recordedMoments } from "../history/index.js";
import { type CostTold } from "./callerLimits.js";
import { LargeAnswers } from "./largeAnswers.js";
import { KnownQuestions, writtenAnswer } from "./knownQuestions.js";
import { costOf, limits, sizeLimits } from "./limits.js";
import { httpError, shownError } from "./problems.js";
import { projections } from "../projections.js";

/** A request's context, and what its caller may still ask. */
export interface HttpContext extends RequestContext {
  readonly allowance: Allowance;
  /** What callers may do is remembered for some seconds; after a change it is looked up anew. */
  forgetRights(): void;
  /** What the operation came to, where it has run already. */
  readonly result?: ExecutionResult;
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
  /** The text in pieces, so that a large one is in memory once. */
  readonly body: readonly string[];
  /** To be called when it has been sent, or cannot be. */
  sent(): void;
}

export async function graphqlEndpoint(schema: GraphQLSchema, log: (line: string) => void): Promise<GraphqlEndpoint> {
  const execute = executor(schema, projections);
  const known = new KnownQuestions();
  const largeAnswers = new LargeAnswers();
  const server = new ApolloServer<HttpContext>({
    gateway: executedBy(schema, async (asked, context) => (context as HttpContext).result ?? execute(asked, context)),
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
      rightsAfterChanges,
      learning(known),
    ],
  });
  await server.start();

  /** Through Apollo: whatever is asked for the first time, is refused, or goes wrong. */
  async function piped(request: GraphqlRequest, context: () => Promise<HttpContext>): Promise<Answered> {
    const response = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: new HeaderMap(request.headers as Iterable<[string, string]>),
        search: request.search,
        body: request.body,
      },
      context,
    });
    const body = await wholeBody(response);
    const status = statusOf(response, body);
    if (status === 200) known.learnContentType(request, response.headers.get("content-type"));
    return { status, headers: response.headers, body };
  }

  /** A known question is answered at once where all goes well; its errors are left to Apollo, which words them. */
  async function answered(request: GraphqlRequest, contextOf: () => Promise<HttpContext>): Promise<Answered> {
    const question = known.in(request);
    if (!question) return piped(request, contextOf);
    let context: HttpContext;
    try {
      context = await contextOf();
    } catch (error) {
      return piped(request, () => Promise.reject(error as Error));
    }
    // Who is not signed in may not ask everything that others asked.
    const cost = context.access.viewer && (await charged(context, question, question.definition).catch(() => null));
    if (!cost) return piped(request, () => Promise.resolve(context));
    const result = await execute(question, context);
    if (result.errors || !result.data) {
      const allowance = { ...context.allowance, charge: () => Promise.resolve(cost) };
      return piped(request, () => Promise.resolve({ ...context, allowance, result }));
    }
    return { status: 200, headers: [["content-type", question.contentType]], body: writtenAnswer(result.data, cost) };
  }

  return {
    async answer(request, context) {
      const splices = new Splices();
      const place = largeAnswers.place();
      const largeAnswer = () =>
        place.enter().catch((error: unknown) => {
          throw httpError(error);
        });
      try {
        const { body, ...answer } = await answered(request, async () =>
          Object.assign(await context(splices.add), { largeAnswer }),
        );
        const pieces = splices.into(body);
        place.made(pieces.reduce((sum, { length }) => sum + length, 0));
        return { ...answer, body: pieces, sent: () => place.left() };
      } catch (error) {
        place.left();
        throw error;
      }
    },
    stop: () => server.stop(),
  };
}

/** An answer with the marks of its splices still in it. */
type Answered = Omit<GraphqlAnswer, "body" | "sent"> & { readonly body: string };

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

/** Errors: TryLater where the caller has not enough left; GraphQLError for what no request may cost. */
const charged = async (
  { allowance }: HttpContext,
  { document, variables }: Pick<Asked, "document" | "variables">,
  operation: OperationDefinitionNode,
): Promise<CostTold> => allowance.charge(costOf(operation, document, variables));

/** Takes what an operation costs from what its caller has left, before it runs; every answer tells what is left. */
const costForCallers: ApolloServerPlugin<HttpContext> = {
  async requestDidStart() {
    let told: CostTold | null = null;
    return {
      async didResolveOperation({ operation, document, request, contextValue }) {
        if (!operation) return;
        try {
          told = await charged(contextValue, { document, variables: request.variables }, operation);
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

/** Keeps the text of queries that were answered without an error. */
const learning = (known: KnownQuestions): ApolloServerPlugin<HttpContext> => ({
  async requestDidStart() {
    return {
      async willSendResponse({ request, document, operation, errors }) {
        if (document && operation?.operation === "query" && !errors) known.learnText(request.query, document);
      },
    };
  },
});

/** Whatever a mutation changed may be somebody's rights. */
const rightsAfterChanges: ApolloServerPlugin<HttpContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ operation, contextValue }) {
        if (operation?.operation === "mutation") contextValue.forgetRights();
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

  into(body: string): string[] {
    if (this.texts.length === 0) return [body];
    return body.split(`"${this.mark}`).flatMap((part, index) => {
      if (index === 0) return [part];
      const end = part.indexOf('"');
      return [this.texts[Number(part.slice(0, end))] ?? "", part.slice(end + 1)];
    });
  }
}
