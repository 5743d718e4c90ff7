import { randomUUID } from "node:crypto";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { isTimeout } from "../database/timeout.js";
import { isUnkeepableText } from "../database/unkeepableText.js";
import { HeaderMap } from "@apollo/server";
import { BadRequest, NotAllowed, TryLater } from "../shared/problem.js";

/** Errors that the GraphQL library makes itself and that say what is wrong with the request. */
const requestErrors = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/** What the library says, without a code, of a variable that is null where an argument may not be. */
const aboutAnArgument = /^Argument "\w+" of (non-null|required) type /;

const beforeTheOperation = new Set(["NOT_SIGNED_IN", "TOO_MANY_REQUESTS", "SIGN_IN_UNAVAILABLE"]);

/**
 * What a client sees of an error: the reason where it is about the request, otherwise a reference to quote. Details of our
 * own faults go to the log only.
 */
export function shownError(
  formatted: GraphQLFormattedError,
  error: unknown,
  log: (line: string) => void,
): GraphQLFormattedError {
  const cause = error instanceof GraphQLError && error.originalError ? error.originalError : error;
  // Refused before the operation runs; Apollo puts words of its own before the reason.
  if (beforeTheOperation.has(String(formatted.extensions?.code))) {
    const { code, retryAfterSeconds } = formatted.extensions ?? {};
    return {
      message: formatted.message.replace("Context creation failed: ", ""),
      extensions: { code, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    };
  }
  if (cause instanceof NotAllowed) return { ...formatted, message: cause.message, extensions: { code: cause.code } };
  if (cause instanceof BadRequest) {
    return { ...formatted, message: cause.message, extensions: { code: "BAD_REQUEST", field: cause.field } };
  }
  if (isTimeout(cause)) {
    const message = "The question took longer than 8 seconds and was stopped. Ask for fewer rows or add a filter.";
    return { ...formatted, message, extensions: { code: "TOO_SLOW" } };
  }
  if (isUnkeepableText(cause)) {
    const message =
      "A text holds a character that cannot be kept: NUL (U+0000), or half of one such as an emoji. Take it out and send it again.";
    return { ...formatted, message, extensions: { code: "BAD_REQUEST", field: [] } };
  }
  if (cause instanceof GraphQLError && aboutAnArgument.test(cause.message)) {
    return { ...formatted, extensions: { code: "BAD_REQUEST", field: [] } };
  }
  const code = String(formatted.extensions?.code);
  if (requestErrors.has(code) && (cause === error || cause instanceof GraphQLError)) {
    const { stacktrace: _stacktrace, ...extensions } = formatted.extensions ?? {};
    return { ...formatted, extensions };
  }
  const reference = randomUUID().slice(0, 8);
  log(`error ${reference}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  return {
    message: `Something went wrong on our side. Nothing was changed. If it happens again, quote reference ${reference}.`,
    ...(formatted.path ? { path: formatted.path } : {}),
    extensions: { code: "INTERNAL", reference },
  };
}

/** A refusal that answers the whole request, with its HTTP status and headers; anything else as it is. */
export function httpError(error: unknown): unknown {
  if (error instanceof NotAllowed) {
    return new GraphQLError(error.message, { extensions: { code: error.code, http: { status: 401 } } });
  }
  if (!(error instanceof TryLater)) return error;
  const { code, status, retryAfterSeconds } = error;
  const headers = new HeaderMap([["retry-after", String(retryAfterSeconds)]]);
  return new GraphQLError(error.message, { extensions: { code, retryAfterSeconds, http: { status, headers } } });
}
