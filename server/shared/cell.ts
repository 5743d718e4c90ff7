import { type CalendarDate } from "./calendar.js";

/** What one cell of a file holds, before anything is made of it. A date that no calendar has is null. */
export type Cell =
  string | number | boolean | { readonly date: CalendarDate | null } | { readonly error: string } | null;

/** The cell as a person sees it, without spaces around it; "" for a blank one. */
export function shown(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") return cell.trim();
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  if (typeof cell === "number") return String(cell);
  if ("error" in cell) return cell.error;
  return cell.date === null ? "(no such date)" : cell.date.split("-").reverse().join("/");
}

export const isBlank = (cell: Cell | undefined): boolean => shown(cell) === "";

/** Whether PostgreSQL can keep a text: it holds neither a NUL character nor half of one (a lone surrogate). */
export const isKeepable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

/** Control characters become spaces and lone surrogates the replacement character: PostgreSQL holds neither. */
export const tidied = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00a0]/g, " ")
    .toWellFormed();
