import { currentBinding, takeTheirs as writeTheirs } from "../workbook/changes.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";
import type { ConflictItem } from "./review.js";

/** Puts other people's values into the sheet. The refresh after it brings the rows' versions, once no conflict is left in them. */
export async function takeTheirs(items: readonly ConflictItem[]): Promise<Outcome> {
  try {
    for (const { bindingId, rowId, conflict } of items) {
      await writeTheirs(await currentBinding(bindingId), rowId, conflict.field, conflict.theirs);
    }
    const [first] = items;
    const text =
      first && items.length === 1
        ? `${first.name}, ${first.label}: taken over from ${first.conflict.by ?? "the server"}.`
        : `Took ${counted(items.length, "value")} over.`;
    try {
      for (const bindingId of new Set(items.map((item) => item.bindingId))) {
        await refreshBinding(await currentBinding(bindingId));
      }
      return done(text);
    } catch (error) {
      return attention(`${text} The rest of the row is as it was: ${failed(error).text}`);
    }
  } catch (error) {
    return failed(error);
  }
}
