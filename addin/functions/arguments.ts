import { dateFromSerial } from "../workbook/dates.js";
import { invalidValue } from "./errors.js";

/** What a formula hands over: a value, null or nothing for an argument left out, rows of a range. */
export type Argument = string | number | boolean | null | undefined;

/** The argument as text; "" where it is left out or blank. A code typed as a number comes as a number. */
export function text(argument: Argument): string {
  const value = plain(argument);
  return value === null || value === undefined ? "" : String(value).trim();
}

/** A cell with properties, such as another KPI's, hands over all of itself. */
function plain(argument: Argument): Argument {
  return typeof argument === "object" && argument !== null && "basicValue" in argument
    ? (argument as { basicValue: Argument }).basicValue
    : argument;
}

export const textOrNull = (argument: Argument): string | null => text(argument) || null;

/** A date as text: a cell's day serial becomes YYYY-MM-DD, what is typed stays as it is for the server to read. */
export function dateOrNull(argument: Argument): string | null {
  const value = plain(argument);
  return typeof value === "number" ? (dateFromSerial(value) ?? String(value)) : textOrNull(value);
}

/** A whole number; null where it is left out. Errors: #VALUE!. */
export function wholeNumber(argument: Argument, name: string): number | null {
  const typed = text(argument);
  if (typed === "") return null;
  const number = Number(typed);
  if (Number.isInteger(number) && Math.abs(number) < 2 ** 31) return number;
  throw invalidValue(`${name} is a whole number, not "${typed}".`);
}

/** Names in a range, or in one text with commas between them. */
export function names(argument: readonly (readonly Argument[])[] | Argument): string[] {
  const cells = Array.isArray(argument) ? (argument as Argument[][]).flat() : [argument as Argument];
  return cells.flatMap((cell) => text(cell).split(",")).flatMap((name) => name.trim() || []);
}

/** Fields and values by turns, given one by one or as ranges of two columns. Errors: #VALUE! for a field without a value. */
export function pairs(given: readonly (readonly (readonly Argument[])[] | Argument)[] | null | undefined) {
  const flat = (given ?? []).flatMap((each) =>
    Array.isArray(each) ? (each as Argument[][]).flat() : [each as Argument],
  );
  if (flat.length % 2 !== 0) {
    throw invalidValue('A filter is a field and a value, such as "leadForce", "KENT". One of them is missing.');
  }
  return Array.from({ length: flat.length / 2 }, (_, index) => ({
    field: text(flat[2 * index]),
    value: text(flat[2 * index + 1]),
  })).filter(({ field }) => field !== "");
}
