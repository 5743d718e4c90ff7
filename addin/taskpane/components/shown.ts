import type { CellValue, ColumnType, Membership } from "../../api/operations.js";

/** A server value as a person reads it: "£120,000.00", "31 Mar 2027", "blank". Text is shown as it was typed. */
export function shownValue(value: CellValue, type: ColumnType | undefined, unit: string | null | undefined): string {
  if (value === null) return "blank";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (type === "DATE") return shownDate(value);
  if (type === "PERCENT") return `${value}%`;
  if (type === "MONEY" && /^-?\d+(\.\d+)?$/.test(value)) {
    const [whole = "", fraction = ""] = value.replace("-", "").split(".");
    return `${value.startsWith("-") ? "-" : ""}${unit ?? ""}${grouped(whole)}.${fraction.padEnd(2, "0")}`;
  }
  return value;
}

/** A decimal with its thousands apart: "-1,234,567.5". */
export function grouped(decimal: string): string {
  const [whole = "", fraction] = decimal.split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2027-03-31" as "31 Mar 2027"; anything else as it is. */
export function shownDate(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return parts ? `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1] ?? ""} ${parts[1]}` : date;
}

/** A moment in the reader's own time: "14:02 today", "22 Nov 2026 14:02". */
export function shownMoment(moment: string, now = new Date()): string {
  const at = new Date(moment);
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === now.toDateString()) return `${time} today`;
  return `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })} ${time}`;
}

/** "Head of procurement everywhere; editor of KENT". */
export function shownMemberships(memberships: readonly Membership[]): string {
  const words = memberships.map(({ role, forceCode, collaborationCode }) => {
    const where = forceCode ?? collaborationCode;
    return `${role.toLowerCase().replaceAll("_", " ")} ${where === null ? "everywhere" : `of ${where}`}`;
  });
  const text = words.join("; ") || "without a role";
  return text.charAt(0).toUpperCase() + text.slice(1);
}
