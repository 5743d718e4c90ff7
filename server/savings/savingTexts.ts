import { problem, type Problem } from "../shared/problem.js";

interface GivenText {
  readonly field: string;
  readonly value: string | null;
  readonly problems: readonly Problem[];
}

/** A text as it will be kept: trimmed; blank is null. Problems: blank where it is needed, too long, a NUL character. */
export function text(field: string, given: string | null | undefined, longest: number, isNeeded = false): GivenText {
  const value = (given ?? "").trim();
  const problems: Problem[] = [];
  if (value === "" && isNeeded)
    problems.push(problem("REQUIRED", [field], `\`${field}\` is blank. Write it and send it again.`));
  if (value.length > longest) {
    problems.push(
      problem("TOO_LONG", [field], `\`${field}\` has ${value.length} characters; it holds ${longest}. Shorten it.`),
    );
  }
  if (value.includes("\0")) {
    problems.push(problem("BAD_CHARACTER", [field], `\`${field}\` holds a NUL character. Take it out.`));
  }
  return { field, value: value === "" || problems.length > 0 ? null : value, problems };
}

/** Several texts by field, with all their problems. */
export function texts(given: readonly GivenText[]): {
  readonly values: Readonly<Record<string, string | null>>;
  readonly problems: Problem[];
} {
  return {
    values: Object.fromEntries(given.map(({ field, value }) => [field, value])),
    problems: given.flatMap(({ problems }) => problems),
  };
}
