/** One use of a SEVENFOLD function in a formula. */
export interface FormulaCall {
  /** In capitals, without the namespace: "KPI". */
  readonly name: string;
  /** As they stand in the formula; "" for one left out. */
  readonly arguments: readonly string[];
  /** The whole call as it stands in the formula. */
  readonly text: string;
}

/** `SEVENFOLD.KPI(`, and the form that Excel shows where the add-in was missing. */
const CALL = /(?:_xldudf_)?SEVENFOLD[._]([A-Z]+)\s*\(/iy;

/** All uses of SEVENFOLD functions in a formula, from left to right; one inside another comes after it. */
export function sevenfoldCalls(formula: string): FormulaCall[] {
  const calls: FormulaCall[] = [];
  for (let at = 0; at < formula.length; at++) {
    const quoted = quotedFrom(formula, at);
    if (quoted > at) {
      at = quoted - 1;
      continue;
    }
    CALL.lastIndex = at;
    const found = /[A-Z0-9_.]/i.test(formula[at - 1] ?? "") ? null : CALL.exec(formula);
    if (!found) continue;
    const inside = argumentsFrom(formula, at + found[0].length);
    calls.push({
      name: (found[1] ?? "").toUpperCase(),
      arguments: inside.arguments,
      text: formula.slice(at, inside.end),
    });
    at += found[0].length - 1;
  }
  return calls;
}

/** Where a text ("...") or a quoted sheet name ('...') that begins here ends; `at` where none begins. */
function quotedFrom(formula: string, at: number): number {
  const quote = formula[at];
  if (quote !== '"' && quote !== "'") return at;
  let end = at + 1;
  while (end < formula.length) {
    if (formula[end] === quote && formula[end + 1] !== quote) return end + 1;
    end += formula[end] === quote ? 2 : 1;
  }
  return formula.length;
}

const OPENING = "([{";
const CLOSING = ")]}";

function argumentsFrom(formula: string, start: number): { arguments: string[]; end: number } {
  const found: string[] = [];
  let depth = 0;
  let from = start;
  let at = start;
  while (at < formula.length) {
    const quoted = quotedFrom(formula, at);
    if (quoted > at) {
      at = quoted;
      continue;
    }
    const character = formula[at] ?? "";
    if (depth === 0 && (character === "," || character === ")")) {
      found.push(formula.slice(from, at).trim());
      from = at + 1;
      if (character === ")") return { arguments: found.length === 1 && found[0] === "" ? [] : found, end: at + 1 };
    }
    if (OPENING.includes(character)) depth += 1;
    if (CLOSING.includes(character)) depth -= 1;
    at += 1;
  }
  return { arguments: found, end: formula.length };
}
