import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { problem, type Problem } from "../shared/problem.js";

/** A force or a collaboration: what it is called must be its own. */
export interface Named {
  /** In capitals. */
  readonly code: string;
  readonly name: string;
}

const LONGEST_NAME = 200;

/** A code as it is kept, however it was typed. */
export const codeOf = (typed: string): string => typed.trim().toUpperCase();

/** Another authority goes by the name, as far as names are told apart. */
export const nameTaken = (name: string, field: readonly string[]): Problem =>
  problem("NAME_TAKEN", field, `"${name}" names an authority already, perhaps by another spelling of it.`);

/** Everything that stops a force or collaboration from being made; empty when nothing does. `at` is where its fields stand. */
export function problemsWithNew(
  kind: "force" | "collaboration",
  { code, name }: Named,
  known: readonly Named[],
  at: readonly string[] = [],
): Problem[] {
  const found: Problem[] = [];
  const wanted = name.trim();
  if (!/^[A-Z][A-Z0-9_]{1,19}$/.test(code)) {
    found.push(
      problem(
        "BAD_CODE",
        [...at, "code"],
        `"${code}" cannot be a ${kind}'s code. Use 2 to 20 capitals, digits or underscores that begin with a letter, such as EAST.`,
      ),
    );
  }
  if (known.some((each) => each.code === code)) {
    found.push(problem("CODE_TAKEN", [...at, "code"], `There is a ${kind} ${code} already. Choose another code.`));
  }
  if (wanted === "") {
    found.push(
      problem(
        "NAME_MISSING",
        [...at, "name"],
        `There is no ${kind} ${code} yet, so it is made: give its name too. If you meant a ${kind} that exists, give its code.`,
      ),
    );
  } else {
    found.push(...problemsWithName(wanted, at));
  }
  const taken = known.find((each) => each.name.toLowerCase() === wanted.toLowerCase());
  if (taken) {
    found.push(
      problem(
        "NAME_TAKEN",
        [...at, "name"],
        `${taken.name} is the ${kind} ${taken.code}. Give its code, or another name.`,
        taken.code,
      ),
    );
  }
  return found;
}

/** What is wrong with the name of an organisation, whatever others are called. */
export function problemsWithName(name: string, at: readonly string[] = []): Problem[] {
  if (name !== "" && name.length <= LONGEST_NAME && !name.includes("\0")) return [];
  return [problem("BAD_NAME", [...at, "name"], `A name is text of 1 to ${LONGEST_NAME} characters. Give another one.`)];
}

interface Lasting {
  readonly code: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

/** Why a force cannot be a member of a collaboration on those days; empty when it can. `at` replaces where the days stand. */
export function problemsWithMembership(
  force: Lasting,
  collaboration: Lasting,
  { validFrom, validTo }: { readonly validFrom: CalendarDate; readonly validTo: CalendarDate | null },
  at?: readonly string[],
): Problem[] {
  const found: Problem[] = [];
  const [from, to] = [at ?? ["validFrom"], at ?? ["validTo"]];
  for (const { code, validFrom: began, validTo: ended } of [force, collaboration]) {
    if (validFrom < began) {
      found.push(problem("NOT_YET", from, `${code} began on ${shownDate(began)}. Choose that day or a later one.`));
    }
    if (ended !== null && (validFrom > ended || validTo === null || validTo > ended)) {
      found.push(
        problem("ENDED_ALREADY", to, `${code} ended on ${shownDate(ended)}: a membership lasts until then at most.`),
      );
    }
  }
  if (found.length === 0 && validTo !== null && validTo < validFrom) {
    found.push(problem("ENDS_BEFORE_START", to, "The last day is before the first. Change one of them."));
  }
  return found;
}
