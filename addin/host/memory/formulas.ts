import { blockAt, splitReference, type Block } from "../addresses.js";
import type { CellValue } from "../backend.js";

/** A value, or the rows of several cells. */
export type Result = CellValue | readonly (readonly CellValue[])[];

/** What a formula needs of its workbook. */
export interface Surroundings {
  /** Values of cells; the sheet is null for the formula's own. Throws FormulaError when there is no such sheet. */
  readonly cells: (sheetName: string | null, block: Block) => CellValue[][];
  /** The formula of a defined name; undefined when there is none. */
  readonly definedName: (name: string) => string | undefined;
  /** A function other than SUM, by its name in capitals with its namespace; undefined when there is none. */
  readonly functionNamed: (name: string) => ((parameters: readonly Result[]) => Result) | undefined;
}

/** An error value such as "#DIV/0!" on its way out of a formula. */
export class FormulaError extends Error {
  constructor(readonly value: string) {
    super(value);
  }
}

const TOKEN =
  /\s*(?:(?<text>"(?:[^"]|"")*")|(?<error>#(?:N\/A|REF!|VALUE!|DIV\/0!|NUM!|NAME\?|NULL!))|(?<number>\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)(?![\w:])|(?<reference>(?:(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(?:\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)(?![\w(]))|(?<name>[\p{L}_][\p{L}\p{N}_.]*)|(?<sign><=|>=|<>|[-+*/&(),=<>%{};]))/iuy;

interface Token {
  readonly kind: "text" | "error" | "number" | "reference" | "name" | "sign";
  readonly text: string;
}

/** Names may mean names; a circle of them means nothing. */
const NAMES_FOLLOWED = 10;

/**
 * Works out a formula with numbers, text, references, defined names, + - * / & and comparisons, SUM and registered
 * functions.
 */
export function evaluate(formula: string, surroundings: Surroundings, namesFollowed = 0): Result {
  try {
    return new Parser(tokensOf(formula.slice(1)), surroundings, namesFollowed).whole();
  } catch (error) {
    if (error instanceof FormulaError) return error.value;
    throw error;
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    const entry = Object.entries(found?.groups ?? {}).find(([, value]) => value !== undefined);
    if (!entry) throw new FormulaError("#NAME?");
    tokens.push({ kind: entry[0] as Token["kind"], text: entry[1] ?? "" });
  }
  return tokens;
}

class Parser {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly surroundings: Surroundings,
    private readonly namesFollowed: number,
  ) {}

  whole(): Result {
    const result = this.#comparison();
    if (this.#at < this.tokens.length) throw new FormulaError("#NAME?");
    return result;
  }

  #comparison(): Result {
    let left = this.#joined();
    for (
      let sign = this.#sign("=", "<>", "<=", ">=", "<", ">");
      sign;
      sign = this.#sign("=", "<>", "<=", ">=", "<", ">")
    ) {
      left = holds(sign, scalar(left), scalar(this.#joined()));
    }
    return left;
  }

  #joined(): Result {
    let left = this.#sum();
    while (this.#sign("&")) left = asText(scalar(left)) + asText(scalar(this.#sum()));
    return left;
  }

  #sum(): Result {
    let left = this.#product();
    for (let sign = this.#sign("+", "-"); sign; sign = this.#sign("+", "-")) {
      const right = asNumber(scalar(this.#product()));
      left = asNumber(scalar(left)) + (sign === "+" ? right : -right);
    }
    return left;
  }

  #product(): Result {
    let left = this.#signed();
    for (let sign = this.#sign("*", "/"); sign; sign = this.#sign("*", "/")) {
      const right = asNumber(scalar(this.#signed()));
      if (sign === "/" && right === 0) throw new FormulaError("#DIV/0!");
      left = sign === "*" ? asNumber(scalar(left)) * right : asNumber(scalar(left)) / right;
    }
    return left;
  }

  #signed(): Result {
    if (this.#sign("-")) return -asNumber(scalar(this.#signed()));
    if (this.#sign("+")) return this.#signed();
    const value = this.#atom();
    return this.#sign("%") ? asNumber(scalar(value)) / 100 : value;
  }

  #atom(): Result {
    const token = this.tokens[this.#at];
    if (!token) throw new FormulaError("#NAME?");
    this.#at += 1;
    switch (token.kind) {
      case "number":
        return Number(token.text);
      case "text":
        return token.text.slice(1, -1).replaceAll('""', '"');
      case "error":
        throw new FormulaError(token.text.toUpperCase());
      case "reference":
        return this.#referenced(token.text);
      case "name":
        return this.#named(token.text);
      case "sign": {
        if (token.text !== "(") throw new FormulaError("#NAME?");
        const inside = this.#comparison();
        this.#expect(")");
        return inside;
      }
    }
  }

  #referenced(reference: string): Result {
    const { sheetName, rest } = splitReference(reference);
    const block = blockAt(rest);
    if (!block) throw new FormulaError("#REF!");
    const rows = this.surroundings.cells(sheetName, block);
    return block.rowCount === 1 && block.columnCount === 1 ? (rows[0]?.[0] ?? "") : rows;
  }

  #named(name: string): Result {
    if (/^(true|false)$/i.test(name) && !this.#isNext("(")) return /^true$/i.test(name);
    if (!this.#isNext("(")) return this.#defined(name);
    this.#expect("(");
    const parameters: Result[] = [];
    while (!this.#sign(")")) {
      if (parameters.length > 0) this.#expect(",");
      // A parameter left out, as in F(,1), is an empty one.
      parameters.push(this.#isNext(",") || this.#isNext(")") ? "" : this.#comparison());
    }
    if (name.toUpperCase() === "SUM") return sum(parameters);
    const called = this.surroundings.functionNamed(name.toUpperCase());
    if (!called) throw new FormulaError("#NAME?");
    return called(parameters);
  }

  #defined(name: string): Result {
    const formula = this.surroundings.definedName(name);
    if (formula === undefined || this.namesFollowed >= NAMES_FOLLOWED) throw new FormulaError("#NAME?");
    return evaluate(formula, this.surroundings, this.namesFollowed + 1);
  }

  #isNext(text: string): boolean {
    return this.tokens[this.#at]?.text === text;
  }

  #sign(...wanted: string[]): string | undefined {
    const token = this.tokens[this.#at];
    if (token?.kind !== "sign" || !wanted.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  #expect(sign: string): void {
    if (!this.#sign(sign)) throw new FormulaError("#NAME?");
  }
}

/** The only value of one cell; an error value in it leaves the formula. */
function scalar(result: Result): CellValue {
  const value = Array.isArray(result) ? (result as CellValue[][])[0]?.[0] : (result as CellValue);
  if (Array.isArray(result) && (result.length !== 1 || result[0]?.length !== 1)) throw new FormulaError("#VALUE!");
  return withoutError(value ?? "");
}

function withoutError(value: CellValue): CellValue {
  if (typeof value === "string" && /^#[A-Z/0]+[!?A]?$/.test(value)) throw new FormulaError(value);
  return value;
}

function asNumber(value: CellValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === "") return 0;
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) throw new FormulaError("#VALUE!");
  return number;
}

const asText = (value: CellValue): string => (typeof value === "boolean" ? String(value).toUpperCase() : String(value));

function holds(sign: string, left: CellValue, right: CellValue): boolean {
  const [a, b] =
    typeof left === "string" && typeof right === "string" ? [left.toLowerCase(), right.toLowerCase()] : [left, right];
  switch (sign) {
    case "=":
      return a === b;
    case "<>":
      return a !== b;
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    default:
      return a >= b;
  }
}

/** Text in cells does not count, as in Excel; text given outright does when it is a number. */
function sum(parameters: readonly Result[]): number {
  let total = 0;
  for (const parameter of parameters) {
    if (!Array.isArray(parameter)) {
      total += asNumber(withoutError(parameter as CellValue));
      continue;
    }
    for (const row of parameter as CellValue[][]) {
      for (const value of row) if (typeof withoutError(value) === "number") total += value as number;
    }
  }
  return total;
}
