import { problem, type Problem } from "./problem.js";

/** The most characters of a name or code, of a title, and of what somebody writes. A spreadsheet's cell holds 32,767. */
export const LONGEST = { NAME: 200, TITLE: 500, WORDS: 4_000 } as const;

/** What is wrong with texts, by field, that are longer than they may be. `at` leads to the fields. */
export const tooLong = (
  texts: Readonly<Record<string, string | null | undefined>>,
  longest: number,
  at: readonly string[] = [],
): Problem[] =>
  Object.entries(texts).flatMap(([field, text]) =>
    text && text.length > longest
      ? [
          problem(
            "TOO_LONG",
            [...at, field],
            `\`${field}\` has ${text.length} characters; it holds ${longest}. Shorten it.`,
          ),
        ]
      : [],
  );
