import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationTypeNode,
} from "graphql";
import { type CompiledQuery, compileQuery, isCompiledQuery } from "graphql-jit";
import { type RequestContext } from "../../context.js";
import { isCompilable } from "./compilable.js";
import { withDefaults } from "./inputDefaults.js";
import { Recent } from "./recent.js";

/** A question that passed validation. */
export interface Asked {
  readonly document: DocumentNode;
  /** What the caller named, to say which operation of the document. */
  readonly operationName: string | undefined;
  readonly operation: OperationTypeNode | undefined;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** How many queries are kept compiled. */
const MOST_COMPILED = 200;
/** A query is compiled when it comes for the third time: compiling takes longer than running it once. */
const WORTH_COMPILING = 3;

type Compiled = CompiledQuery | "cannot be compiled";
const NOTHING_RAN: ExecutionResult = {};

/**
 * Runs questions through their resolvers. One that comes again and again runs as compiled code; what the compiler would do
 * otherwise than graphql-js, or cannot do, is left to graphql-js.
 */
export function resolverExecution(schema: GraphQLSchema) {
  const compiled = new Recent<string, Compiled>(MOST_COMPILED);
  const counts = new Recent<string, number>(MOST_COMPILED * 10);
  const documents = new WeakMap<DocumentNode, number>();
  /** Queries whose callers leave out what has a default. */
  const leavesDefaultsOut = new WeakSet<CompiledQuery>();
  let known = 0;
  const keyOf = ({ document, operationName }: Asked): string => {
    if (!documents.has(document)) documents.set(document, (known += 1));
    return `${documents.get(document)} ${operationName ?? ""}`;
  };

  function compiledFor(asked: Asked): CompiledQuery | null {
    const key = keyOf(asked);
    const found = compiled.get(key);
    if (found !== undefined) return found === "cannot be compiled" ? null : found;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count < WORTH_COMPILING) return null;
    const query = compiledOnce(asked);
    compiled.set(key, query);
    return query === "cannot be compiled" ? null : query;
  }

  function compiledOnce({ document, operationName }: Asked): Compiled {
    if (!isCompilable(schema, document, operationName)) return "cannot be compiled";
    const made = compileQuery(schema, document as never, operationName, { disablingCapturingStackErrors: true });
    return isCompiledQuery(made) ? made : "cannot be compiled";
  }

  const interpreted = (asked: Asked, contextValue: RequestContext): Promise<ExecutionResult> =>
    Promise.resolve(
      execute({
        schema,
        document: asked.document,
        contextValue,
        variableValues: asked.variables,
        operationName: asked.operationName,
      }),
    );

  return async (asked: Asked, context: RequestContext): Promise<ExecutionResult> => {
    const query = compiledFor(asked);
    if (!query) return interpreted(asked, context);
    const run = (variables: Asked["variables"]) =>
      query.query(undefined, context, variables) as Promise<ExecutionResult> | ExecutionResult;
    let result = leavesDefaultsOut.has(query) ? NOTHING_RAN : await run(asked.variables);
    if (result.data === undefined && asked.variables) {
      const operation = getOperationAST(asked.document, asked.operationName);
      result = operation ? await run(withDefaults(schema, operation, asked.variables)) : result;
      if (result.data !== undefined) leavesDefaultsOut.add(query);
    }
    // Nothing ran: the variables are refused, which graphql-js words with the place in the document.
    if (result.data === undefined) return interpreted(asked, context);
    return result.errors ? { ...result, errors: result.errors.map(asGraphqlError) } : result;
  };
}

/** The compiled code's own errors lack what Apollo and `shownError` look at. */
function asGraphqlError(error: GraphQLError): GraphQLError {
  const { message, path, locations, originalError } = error;
  const made = new GraphQLError(message, { path, originalError, extensions: error.extensions ?? {} });
  // Its places are known without the nodes that they are usually worked out from.
  return Object.defineProperty(made, "locations", { value: locations, enumerable: locations !== undefined });
}
