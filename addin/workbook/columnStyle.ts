import {
  cellFromServer,
  decimalText,
  NUMERIC,
  serverValueFrom,
  shiftedDecimal,
  type Cell,
  type ColumnType,
  type ServerValue,
} from "./cells.js";
import { dateFromSerial } from "./dates.js";

/** How a column of the user's own table writes figures, where that differs from the way Sevenfold writes a pulled one. */
export interface ColumnStyle {
  /** The cell shows the figure divided by ten to this power: 3 is £k, 6 is £m; 2 shows 94.6 per cent as 0.946. */
  readonly places: number;
  /** True where the user writes costs, or savings, with the other sign. */
  readonly isReversed: boolean;
  readonly dates: "REAL" | "TEXT_DAY_FIRST" | "TEXT_ISO";
  readonly flags: "TRUE_FALSE" | "YES_NO" | "Y_N";
}

/** What decides how a value and a cell of a column belong together. Without a style it is as Sevenfold writes it. */
export interface StyledColumn {
  readonly type: ColumnType;
  readonly style?: ColumnStyle;
}

/** Pounds as they are, real dates, TRUE and FALSE. */
export function usualStyle(type: ColumnType): ColumnStyle {
  return { places: type === "PERCENT" ? 2 : 0, isReversed: false, dates: "REAL", flags: "TRUE_FALSE" };
}

const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)$/;
const FLAGS = { TRUE_FALSE: [true, false], YES_NO: ["Yes", "No"], Y_N: ["Y", "N"] } as const;

/** The cell for a server value, in the column's own way of writing. Not known is an empty cell. */
export function cellOf(value: ServerValue, column: StyledColumn): Cell {
  const { type, style } = column;
  if (style === undefined || value === null) return cellFromServer(value, type);
  if (typeof value === "boolean") return FLAGS[style.flags][value ? 0 : 1];
  if (NUMERIC.has(type)) {
    if (!DECIMAL.test(value.trim())) return value;
    return Number(withSign(shiftedDecimal(value, -style.places), style));
  }
  if (type === "DATE" && style.dates !== "REAL") return style.dates === "TEXT_ISO" ? value : dayFirst(value);
  return cellFromServer(value, type);
}

/**
 * The server value for a cell, read in the column's own way: 121.0005 in a £k column is exactly "121000.5". What cannot be
 * read so goes as typed, for the server to judge; see `isAmbiguous` for what must not be sent at all.
 */
export function valueOf(cell: Cell, column: StyledColumn): ServerValue {
  const { type, style } = column;
  if (style === undefined || cell === "") return serverValueFrom(cell, type);
  if (NUMERIC.has(type) && typeof cell !== "boolean") {
    const decimal = typeof cell === "number" ? decimalText(cell) : isPlain(style) ? undefined : plainNumber(cell);
    return decimal === undefined ? cell.toString() : withSign(shiftedDecimal(decimal, style.places), style);
  }
  if (type === "DATE" && typeof cell === "string") return isoFrom(cell, style) ?? cell;
  if (type === "DATE" && typeof cell === "number") return dateFromSerial(cell) ?? decimalText(cell);
  if (type === "BOOLEAN" && typeof cell === "string") return flagFrom(cell) ?? cell;
  return serverValueFrom(cell, type);
}

/** True for text such as "1.2m" in a £k column: nobody can say whether the unit of the column still applies to it. */
export function isAmbiguous(cell: Cell, { type, style }: StyledColumn): boolean {
  if (style === undefined || typeof cell !== "string" || !NUMERIC.has(type) || isPlain(style)) return false;
  return /\d/.test(cell) && plainNumber(cell) === undefined;
}

/** True when cell and value are the same but for the way of writing: "1,250" and 1250, "yes" and TRUE, a date as text. */
export function isSameValue(cell: Cell, value: ServerValue, column: StyledColumn): boolean {
  const wanted = cellOf(value, column);
  return cell === wanted || (column.style !== undefined && cellOf(valueOf(cell, column), column) === wanted);
}

/**
 * True when the user's cell says what the server says, if less exactly or in other letters: 121 for £121,000.50 in a £k
 * column, "body  Armour" for "Body armour". Such a cell is no edit.
 */
export function saysTheSame(cell: Cell, value: ServerValue, column: StyledColumn): boolean {
  if (isSameValue(cell, value, column)) return true;
  if (cell === "" || value === null || typeof value === "boolean") return false;
  if (NUMERIC.has(column.type)) {
    if (typeof cell !== "number" || !DECIMAL.test(value.trim())) return false;
    const style = column.style ?? usualStyle(column.type);
    const shown = decimalText(cell);
    const exact = withSign(shiftedDecimal(value, -style.places), style);
    const decimals = shown.split(".")[1]?.length ?? 0;
    return (exact.split(".")[1]?.length ?? 0) > decimals && rounded(exact, decimals) === shown;
  }
  return column.type !== "DATE" && typeof cell === "string" && words(cell) === words(value);
}

/** The form in which keys are compared: without case and double blanks; "Q2 2026/27" and "2026-27 Q2" are one quarter. */
export function keyText(cell: Cell, type: ColumnType): string {
  const text = String(cell).trim().toLowerCase().replaceAll(/\s+/g, " ");
  if (type !== "PERIOD") return text;
  const parts = text.replaceAll("q", " q").match(/q?\d+/g);
  return parts ? parts.sort().join(" ") : text;
}

/** The way of writing under which most of the cells say what the server says; `hint` decides where that tells nothing. */
export function suggestedStyle(
  type: ColumnType,
  pairs: readonly { readonly cell: Cell; readonly value: ServerValue }[],
  hintPlaces: number | null,
): ColumnStyle {
  const usual = usualStyle(type);
  const cells = pairs.map((pair) => pair.cell);
  if (type === "DATE") return { ...usual, dates: datesIn(cells) };
  if (type === "BOOLEAN") return { ...usual, flags: flagsIn(cells) };
  const wanted = hintPlaces !== null && type !== "PERCENT" ? { ...usual, places: hintPlaces } : usual;
  if (type === "INTEGER" || !NUMERIC.has(type)) return usual;
  const telling = pairs.filter(({ cell, value }) => typeof cell === "number" && cell !== 0 && value !== null);
  const candidates = [wanted.places, ...(type === "PERCENT" ? [2, 0] : [0, 3, 6])].flatMap((places) =>
    [false, true].map((isReversed) => ({ ...wanted, places, isReversed })),
  );
  let best = { style: wanted, score: 0 };
  for (const style of candidates) {
    const score = telling.filter(({ cell, value }) => saysTheSame(cell, value, { type, style })).length;
    if (score > best.score) best = { style, score };
  }
  return best.style;
}

function datesIn(cells: readonly Cell[]): ColumnStyle["dates"] {
  const texts = cells.filter((cell) => typeof cell === "string" && cell !== "");
  if (cells.filter((cell) => typeof cell === "number").length >= texts.length) return "REAL";
  const iso = texts.filter((text) => /^\d{4}-\d{2}-\d{2}$/.test(String(text).trim())).length;
  return iso * 2 > texts.length ? "TEXT_ISO" : "TEXT_DAY_FIRST";
}

function flagsIn(cells: readonly Cell[]): ColumnStyle["flags"] {
  const having = (pattern: RegExp) =>
    cells.filter((cell) => typeof cell === "string" && pattern.test(cell.trim())).length;
  const [long, short] = [having(/^(yes|no)$/i), having(/^(y|n)$/i)];
  if (long + short === 0) return "TRUE_FALSE";
  return long >= short ? "YES_NO" : "Y_N";
}

const isPlain = (style: ColumnStyle): boolean => style.places === 0 && !style.isReversed;

const words = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, " ");

function withSign(decimal: string, { isReversed }: ColumnStyle): string {
  if (!isReversed || !/[1-9]/.test(decimal)) return decimal;
  return decimal.startsWith("-") ? decimal.slice(1) : `-${decimal}`;
}

/** "£1,250.50", "(1,250)" and "-3" as plain decimals; undefined for anything with a word or letter in it. */
function plainNumber(text: string): string | undefined {
  const found = /^(\()?(-)?£?\s*(-)?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\))?$/.exec(text.trim());
  if (!found || (found[1] === undefined) !== (found[6] === undefined)) return undefined;
  const isNegative = [found[1], found[2], found[3]].filter((mark) => mark !== undefined).length === 1;
  return `${isNegative ? "-" : ""}${(found[4] ?? "").replaceAll(",", "")}${found[5] ?? ""}`;
}

function dayFirst(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : date;
}

function isoFrom(text: string, { dates }: ColumnStyle): string | undefined {
  if (dates === "REAL") return undefined;
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  if (!british) return /^\d{4}-\d{2}-\d{2}$/.test(text.trim()) ? text.trim() : undefined;
  return `${british[3]}-${british[2]?.padStart(2, "0")}-${british[1]?.padStart(2, "0")}`;
}

function flagFrom(text: string): boolean | undefined {
  if (/^(yes|y|true)$/i.test(text.trim())) return true;
  return /^(no|n|false)$/i.test(text.trim()) ? false : undefined;
}

/** Rounds a decimal, halves away from zero, as a spreadsheet's ROUND does. */
function rounded(decimal: string, decimals: number): string {
  const negative = decimal.startsWith("-");
  const [whole = "0", fraction = ""] = decimal.replace("-", "").split(".");
  const kept = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
  const digits = (kept + (Number(fraction[decimals] ?? "0") >= 5 ? 1n : 0n)).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const text = `${digits.slice(0, point)}${decimals > 0 ? `.${digits.slice(point)}` : ""}`.replace(/(\.\d*?)0+$/, "$1");
  const tidy = text.replace(/\.$/, "");
  return negative && /[1-9]/.test(tidy) ? `-${tidy}` : tidy;
}
