import { type Database } from "../database/database.js";
import { authoritiesNamed } from "../forces/index.js";
import { problem, type Problem } from "../shared/problem.js";
import { lookupsIn } from "../workbooks/lookup.repository.js";

export type NamedKind = "supplier" | "category" | "force" | "authority" | "contract";

/** A name that an input gives, and where it stands there. */
export interface GivenName {
  readonly kind: NamedKind;
  readonly name: string;
  readonly field: readonly string[];
}

/** What names turned out to be. */
export interface Named {
  /** The number of what a name means; null for no name. Only to be asked where there are no problems. */
  readonly idOf: (kind: NamedKind, name: string | null | undefined) => string | null;
  /** How what a name means is shown; the name itself where it is not known. */
  readonly shownAs: (kind: NamedKind, name: string | null | undefined) => string | null;
  readonly problems: readonly Problem[];
}

const whatIsWanted: Readonly<Record<NamedKind, string>> = {
  supplier: "supplier (a name or S- reference)",
  category: "category (a name or code)",
  force: "force (a code)",
  authority: "contracting authority (a name)",
  contract: "contract (a reference)",
};

/** Looks up every name that an input gives, one statement for each kind of thing. */
export async function namesIn(database: Database, given: readonly GivenName[]): Promise<Named> {
  const found = new Map<string, { readonly id: string; readonly shown: string }>();
  const problems: Problem[] = [];
  for (const [kind, ofKind] of Map.groupBy(given, (each) => each.kind)) {
    const names = [...new Set(ofKind.map(({ name }) => name.trim()))];
    const resolved = await lookupsIn(database).resolve(kind, names);
    const spelt = kind === "authority" ? await authoritiesNamed(database, names) : [];
    names.forEach((name, index) => {
      const answer = resolved.find(({ typed }) => typed === name);
      const id = answer?.matches === 1 ? answer.id : (spelt[index] ?? null);
      if (id !== null && id !== undefined) {
        found.set(`${kind} ${name}`, { id, shown: answer?.shown ?? name });
        return;
      }
      for (const { field } of ofKind.filter((each) => each.name.trim() === name)) {
        const several = (answer?.matches ?? 0) > 1;
        const hint = several
          ? "Several go by it: give its code or reference."
          : answer?.suggestion
            ? `Did you mean ${answer.suggestion}?`
            : "Give one that is on the list.";
        problems.push(
          problem(
            several ? "AMBIGUOUS_NAME" : "UNKNOWN_NAME",
            field,
            `"${name}" is no known ${whatIsWanted[kind]}. ${hint}`,
            several ? undefined : (answer?.suggestion ?? undefined),
          ),
        );
      }
    });
  }
  const foundFor = (kind: NamedKind, name: string | null | undefined) =>
    name === null || name === undefined ? undefined : found.get(`${kind} ${name.trim()}`);
  return {
    idOf: (kind, name) => foundFor(kind, name)?.id ?? null,
    shownAs: (kind, name) => foundFor(kind, name)?.shown ?? name ?? null,
    problems,
  };
}
