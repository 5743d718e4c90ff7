import { ApiProblem } from "../api/client.js";
import type { CellAnswer } from "../api/operations.js";

/** Excel shows no more of a message than this. */
const LONGEST_MESSAGE = 250;

/** #VALUE! for a mistake in the formula, #N/A for a figure that there is not. The message says why and what to do. */
export function cellError(problem: NonNullable<CellAnswer["problem"]>): CustomFunctions.Error {
  const isTold = problem.suggestion === null || problem.message.includes(problem.suggestion);
  const message = isTold ? problem.message : `${problem.message} Did you mean ${problem.suggestion}?`;
  return problem.kind === "BAD_ARGUMENT" ? invalidValue(message) : notAvailable(message);
}

/** #N/A for a figure that could not be asked for: offline, not signed in, server trouble. Never 0. */
export function unreachable(error: unknown): CustomFunctions.Error {
  const message =
    error instanceof ApiProblem && error.kind === "NOT_SIGNED_IN"
      ? "Not signed in. Choose Open Sevenfold on the Sevenfold tab, sign in, then Refresh all."
      : error instanceof ApiProblem && error.kind === "OFFLINE"
        ? "Offline: Sevenfold cannot be reached. Check the connection, then Refresh all."
        : error instanceof ApiProblem
          ? error.message
          : "This figure could not be read. Choose Refresh all to try again.";
  return notAvailable(message);
}

export function notAvailable(message: string): CustomFunctions.Error {
  return errorWith(CustomFunctions.ErrorCode.notAvailable, message);
}

/** A mistake in the formula that shows before the server is asked. */
export function invalidValue(message: string): CustomFunctions.Error {
  return errorWith(CustomFunctions.ErrorCode.invalidValue, message);
}

function errorWith(code: CustomFunctions.ErrorCode, message: string): CustomFunctions.Error {
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message;
  return new CustomFunctions.Error(code, short);
}
