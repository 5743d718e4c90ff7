import { type Notice } from "./import.js";
import { type RowNotice } from "./registerRules.js";

const ROWS_SHOWN = 10;

/** Gathers what is said about many rows into one notice for each kind and column, with their number and the first rows. */
export class NoticeTally {
  private readonly kept = new Map<
    string,
    { notice: Omit<Notice, "count" | "firstRows">; count: number; rows: number[] }
  >();

  add({ code, column, reason, row, value }: RowNotice): void {
    const key = `${code}\n${column ?? ""}\n${reason}`;
    const found = this.kept.get(key) ?? {
      notice: { code, column, message: reason, example: value },
      count: 0,
      rows: [],
    };
    found.count += 1;
    if (found.rows.length < ROWS_SHOWN && found.rows.at(-1) !== row) found.rows.push(row);
    this.kept.set(key, found);
  }

  /** Most frequent first. */
  all(): Notice[] {
    return [...this.kept.values()]
      .map(({ notice, count, rows }) => ({ ...notice, count, firstRows: rows }))
      .sort((a, b) => b.count - a.count);
  }
}
