import { liveBindings } from "../workbook/bindings.js";
import { currentBinding, discardEdits } from "../workbook/changes.js";
import { unmark } from "../workbook/deletion.js";
import { linkedCellPlaces, putFigureBack } from "../workbook/linkedCell.js";
import { findTable } from "../workbook/tables.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";
import { refreshBinding } from "./refreshTable.js";

/**
 * Puts the figures back into every edited cell of all linked tables, and into linked cells that were typed over, and unmarks
 * rows; formulas and new rows stay.
 */
export async function discardChanges(): Promise<Outcome> {
  try {
    let discarded = 0;
    const stale: string[] = [];
    for (const binding of await liveBindings()) {
      if (!(await findTable(binding))) continue;
      const marked = (binding.marked ?? []).map(({ id }) => id);
      await unmark(binding, marked);
      discarded += marked.length + (await discardEdits(binding));
      await refreshBinding(await currentBinding(binding.id)).catch(() => stale.push(binding.label));
    }
    const typed = (await linkedCellPlaces()).filter(
      ({ link, state }) => state === "TYPED" && link.frozenAt === undefined,
    );
    for (const { link } of typed) await putFigureBack(link.id);
    discarded += typed.length;
    const text = `Discarded ${counted(discarded, "edit")}.`;
    return stale.length === 0
      ? done(text)
      : attention(`${text} Refresh ${stale.join(", ")} when you are online again.`);
  } catch (error) {
    return failed(error);
  }
}
