import { readDate, readMoney, readMonths, readYesNo, type Reading } from "../shared/ukReading.js";
import { isKeepable } from "../shared/cell.js";
import { nearest } from "../shared/nearest.js";
import { type CellValue, type Column } from "./dataset.js";

/** What a typed value says in its column: the value as it is stored and shown, or why it cannot be read. */
export type CellReading =
  | { readonly readable: true; readonly value: CellValue }
  | { readonly readable: false; readonly code: string; readonly message: string; readonly suggestion?: string };

const read = (value: CellValue): CellReading => ({ readable: true, value });
const unreadable = (code: string, message: string, suggestion?: string): CellReading =>
  suggestion === undefined ? { readable: false, code, message } : { readable: false, code, message, suggestion };

/**
 * Reads a typed value as its column's type, the UK way. LOOKUP texts are only tidied here; whether they name something is
 * a question for the database.
 *
 * Errors: none are thrown; a value that cannot be read comes back with a message that says what to type instead.
 */
export function readCell(column: Column, typed: CellValue): CellReading {
  const blank = typed === null || (typeof typed === "string" && typed.trim() === "");
  if (blank) {
    return column.write?.required
      ? unreadable("REQUIRED", `${column.label} may not be blank. Type a value or take the edit back.`)
      : read(null);
  }
  const text = String(typed).trim();
  if (!isKeepable(text)) {
    return unreadable(
      "BAD_CHARACTER",
      `${column.label} holds a character that cannot be kept: NUL, or half of one such as an emoji. Type it again.`,
    );
  }
  switch (column.type) {
    case "MONEY":
      return readAmount(column, text);
    case "INTEGER":
      return readWholeNumber(column, text);
    case "DATE":
      return fromText(column, text, readDate(text));
    case "BOOLEAN":
      return typeof typed === "boolean" ? read(typed) : fromText(column, text, readYesNo(text));
    case "CHOICE":
      return readChoice(column, text);
    default:
      return readWords(column, text);
  }
}

/** A file's reader takes "TBC" as not known yet; a cell that a person types into is asked to be left blank instead. */
function fromText<T extends string | boolean>(column: Column, text: string, reading: Reading<T>): CellReading {
  switch (reading.kind) {
    case "VALUE":
      return read(reading.value);
    case "BLANK":
      return unreadable(
        "NOT_KNOWN",
        `${column.label}: "${text}" is not a value. Leave the cell blank until it is known.`,
      );
    case "REFUSED":
      return unreadable(reading.remark.code, `${column.label}: ${reading.remark.reason}`, reading.remark.suggestion);
  }
}

function readAmount(column: Column, text: string): CellReading {
  const reading = fromText(column, text, readMoney(text));
  const least = column.write?.least;
  if (least !== undefined && reading.readable && String(reading.value).startsWith("-")) {
    return unreadable("TOO_SMALL", `${column.label} may not be below ${least}; you typed ${text}.`);
  }
  return reading;
}

function readWholeNumber(column: Column, text: string): CellReading {
  const reading = readMonths(text);
  return reading.kind === "VALUE"
    ? read(String(reading.value))
    : unreadable("NOT_A_WHOLE_NUMBER", `${column.label}: "${text}" is not a whole number from 0 to 120.`);
}

function readChoice(column: Column, text: string): CellReading {
  const choices = column.choices ?? [];
  const wanted = text.toUpperCase().replace(/[\s-]+/g, "_");
  const found = choices.find((choice) => choice === wanted);
  if (found !== undefined) return read(found);
  const near = nearest(wanted, choices);
  const hint = near === undefined ? `Choose one of ${choices.join(", ")}.` : `Did you mean ${near}?`;
  return unreadable("NOT_ON_THE_LIST", `${column.label} must be on the list; you typed "${text}". ${hint}`, near);
}

function readWords(column: Column, text: string): CellReading {
  const longest = column.write?.longest ?? 4000;
  return text.length > longest
    ? unreadable("TOO_LONG", `${column.label} may have ${longest} characters; this has ${text.length}. Shorten it.`)
    : read(text);
}
