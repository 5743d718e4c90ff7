import type { Operation } from "./operations.js";
import { endSession, renewSession, sessionToken } from "./session.js";

/** TOO_SLOW: the server stopped it; less may be answered. */
export type ApiProblemKind = "OFFLINE" | "NOT_SIGNED_IN" | "NOT_ALLOWED" | "BAD_REQUEST" | "TOO_SLOW" | "SERVER";

/** A request that gave no data. `message` says what, why and what to do next. */
export class ApiProblem extends Error {
  constructor(
    readonly kind: ApiProblemKind,
    message: string,
  ) {
    super(message);
    this.name = "ApiProblem";
  }
}

export interface RequestOptions {
  /** The route with room for 32 MB, for publishes and their previews. */
  readonly bulk?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;

let origin = "";

/** Names the server for code that does not run in a page of its own, such as tests. A page asks where it came from. */
export function useServer(newOrigin: string): void {
  origin = newOrigin;
}

/**
 * Sends a named operation and gives its data.
 * Errors: `ApiProblem`; when `signal` ends it, the signal's own reason.
 */
export async function ask<Answer, Variables>(
  operation: Operation<Answer, Variables>,
  variables: Variables,
  options: RequestOptions = {},
): Promise<Answer> {
  const token = sessionToken();
  let [response, body] = await answerOf<Answer>(operation, variables, options);
  // A token that ran out while the computer slept: nothing was done yet, so the same is asked with the next one.
  if (isRefusedToken(body, token) && (await hasAnother(token))) {
    [response, body] = await answerOf<Answer>(operation, variables, options);
  }
  const error = body.errors?.[0];
  if (error) throw problemFrom(error);
  if (body.data === undefined || body.data === null) throw serverProblem(response.status);
  return body.data;
}

async function answerOf<Answer>(
  operation: Operation<unknown, unknown>,
  variables: unknown,
  options: RequestOptions,
): Promise<[Response, GraphQLBody<Answer>]> {
  const response = await send(operation, variables, options);
  return [response, await bodyOf<Answer>(response, options.signal)];
}

/** True once there is a token that is not the refused one: another request may have got it already. */
const hasAnother = async (refused: string | null): Promise<boolean> =>
  sessionToken() === refused ? renewSession() : sessionToken() !== null;

const isRefusedToken = ({ errors }: GraphQLBody<unknown>, token: string | null): boolean =>
  token !== null && errors?.[0]?.extensions?.code === "NOT_SIGNED_IN";

async function send(
  operation: Operation<unknown, unknown>,
  variables: unknown,
  { bulk = false, timeoutMs = TIMEOUT_MS, signal }: RequestOptions,
): Promise<Response> {
  const token = sessionToken();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await fetch(`${origin}${bulk ? "/graphql/bulk" : "/graphql"}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ operationName: operation.name, query: operation.text, variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    throw connectionProblem(error, signal);
  }
}

interface GraphQLBody<Answer> {
  readonly data?: Answer | null;
  readonly errors?: readonly GraphQLErrorBody[];
}
interface GraphQLErrorBody {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

/** An answer that is not GraphQL comes from something in between, or from a server that is going down. */
async function bodyOf<Answer>(response: Response, signal: AbortSignal | undefined): Promise<GraphQLBody<Answer>> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw connectionProblem(error, signal);
  }
  try {
    return JSON.parse(text) as GraphQLBody<Answer>;
  } catch {
    throw serverProblem(response.status); // The text is not for people; the status says as much.
  }
}

function connectionProblem(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  const isTimeout = typeof error === "object" && error !== null && "name" in error && error.name === "TimeoutError";
  const why = isTimeout ? "Sevenfold did not answer in time." : "Sevenfold cannot be reached.";
  return new ApiProblem("OFFLINE", `${why} Your workbook is as it was; check the connection and try again.`);
}

function serverProblem(status: number): ApiProblem {
  return new ApiProblem("SERVER", `Sevenfold had a problem (HTTP ${status}). Try again in a minute.`);
}

function problemFrom({ message, extensions }: GraphQLErrorBody): ApiProblem {
  switch (extensions?.code) {
    case "NOT_SIGNED_IN":
      endSession();
      return new ApiProblem("NOT_SIGNED_IN", message);
    case "NOT_ALLOWED":
      return new ApiProblem("NOT_ALLOWED", message);
    case "TOO_SLOW":
      return new ApiProblem("TOO_SLOW", message);
    case "INTERNAL":
    case "INTERNAL_SERVER_ERROR":
      return new ApiProblem("SERVER", message);
    default:
      return new ApiProblem("BAD_REQUEST", message);
  }
}
