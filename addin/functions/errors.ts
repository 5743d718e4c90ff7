import { ApiProblem } from "../api/client.js";
import type { CellAnswer } from "../api/operations.js";

/** Excel shows no more of a message than this. */
const LONGEST_MESSAGE = 250;

/** #VALUE! for a mistake in the formula, #N/A for a figure that there is not. The message says why and what to do. */
export function cellError(problem: NonNullable<CellAnswer["problem"]>): CustomFunctions.Error {
  const code =
    problem.kind === "BAD_ARGUMENT" ? CustomFunctions.ErrorCode.invalidValue : CustomFunctions.ErrorCode.notAvailable;
  const isTold = problem.suggestion === null || problem.message.includes(problem.suggestion);
  return errorWith(code, isTold ? problem.message : `${problem.message} Did you mean ${problem.suggestion}?`);
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
  return errorWith(CustomFunctions.ErrorCode.notAvailable, message);
}

export function notAvailable(message: string): CustomFunctions.Error {
  return errorWith(CustomFunctions.ErrorCode.notAvailable, message);
}

function errorWith(code: CustomFunctions.ErrorCode, message: string): CustomFunctions.Error {
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message;
  return new CustomFunctions.Error(code, short);
}
