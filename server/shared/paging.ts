import { createHmac, timingSafeEqual } from "node:crypto";
import { BadRequest } from "./problem.js";

/** The most rows one page may hold. */
export const PAGE_LIMIT = 500;

/** How many rows to give: the caller's `first`, checked against the most that a page of the list may hold. */
export function pageSize(first: number, most = PAGE_LIMIT): number {
  if (first < 0 || first > most) {
    throw new BadRequest(`A page holds at most ${most} rows; ask for first: ${most} and follow endCursor.`, ["first"]);
  }
  return first;
}

/** The position after a row: the values it was ordered by and its id. `ordering` ties a cursor to the order it was made for. */
export interface Position {
  readonly ordering: string;
  readonly values: readonly (string | null)[];
}

/**
 * Cursors are signed: a changed or invented one is refused, and none can be used with another list or order.
 * The secret belongs to the deployment, so that a cursor survives a restart.
 */
export class Cursors {
  constructor(private readonly secret: string) {}

  write(position: Position): string {
    const body = Buffer.from(JSON.stringify([position.ordering, ...position.values])).toString("base64url");
    return `${body}.${this.signatureOf(body)}`;
  }

  /** Errors: BadRequest if the cursor was not made by this server for this ordering. */
  read(cursor: string, ordering: string): Position {
    const [body = "", signature = ""] = cursor.split(".");
    const expected = Buffer.from(this.signatureOf(body));
    const given = Buffer.from(signature);
    const genuine = expected.length === given.length && timingSafeEqual(expected, given);
    const [made, ...values] = genuine
      ? (JSON.parse(Buffer.from(body, "base64url").toString()) as [string, ...(string | null)[]])
      : [""];
    if (made !== ordering) {
      throw new BadRequest(
        "This cursor does not belong to this list and order. Use an endCursor from the same query.",
        ["after"],
      );
    }
    return { ordering, values };
  }

  private signatureOf(body: string): string {
    return createHmac("sha256", this.secret).update(body).digest("base64url").slice(0, 22);
  }
}
