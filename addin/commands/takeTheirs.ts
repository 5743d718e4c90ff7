import { currentBinding, takeTheirs as writeTheirs } from "../workbook/changes.js";
import { attention, done, failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";
import type { ConflictItem } from "./review.js";

/** Puts the other person's value into the sheet. The refresh after it brings the row's version, once no conflict is left in it. */
export async function takeTheirs({ bindingId, rowId, label, name, conflict }: ConflictItem): Promise<Outcome> {
  try {
    const binding = await currentBinding(bindingId);
    await writeTheirs(binding, rowId, conflict.field, conflict.theirs);
    const text = `${name}, ${label}: taken over from ${conflict.by ?? "the server"}.`;
    try {
      await refreshBinding(await currentBinding(bindingId));
      return done(text);
    } catch (error) {
      return attention(`${text} The rest of the row is as it was: ${failed(error).text}`);
    }
  } catch (error) {
    return failed(error);
  }
}
