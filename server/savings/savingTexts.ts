import { tooLong } from "../shared/longTexts.js";
import { problem, type Problem } from "../shared/problem.js";

interface GivenText {
  readonly field: string;
  readonly value: string | null;
  readonly problems: readonly Problem[];
}

/** A text as it will be kept: trimmed; blank is null. Problems: blank where it is needed, too long. */
export function text(field: string, given: string | null | undefined, longest: number, isNeeded = false): GivenText {
  const value = (given ?? "").trim();
  const problems = tooLong({ [field]: value }, longest);
  if (value === "" && isNeeded)
    problems.push(problem("REQUIRED", [field], `\`${field}\` is blank. Write it and send it again.`));
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
