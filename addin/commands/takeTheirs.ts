import { currentBinding, takeTheirs as writeTheirs } from "../workbook/changes.js";
import { putFigureBack } from "../workbook/linkedCell.js";
import { refreshCells } from "./linkCell.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";
import type { ConflictItem } from "./review.js";

/** Puts other people's values into the sheet. The refresh after it brings the rows' versions, once no conflict is left in them. */
export async function takeTheirs(items: readonly ConflictItem[]): Promise<Outcome> {
  try {
    const inCells = items.flatMap(({ linkId }) => linkId ?? []);
    const inTables = items.filter(({ linkId }) => linkId === undefined);
    if (inCells.length > 0) {
      // Theirs may be newer than what was read last: first the figures, then the cell.
      const fresh = await refreshCells();
      if (fresh?.kind === "FAILED") return fresh;
      for (const linkId of inCells) await putFigureBack(linkId);
    }
    for (const { bindingId, rowId, conflict } of inTables) {
      await writeTheirs(await currentBinding(bindingId), rowId, conflict.field, conflict.theirs);
    }
    const [first] = items;
    const text =
      first && items.length === 1
        ? `${first.name}, ${first.label}: taken over from ${first.conflict.by ?? "the server"}.`
        : `Took ${counted(items.length, "value")} over.`;
    try {
      for (const bindingId of new Set(inTables.map((item) => item.bindingId))) {
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
