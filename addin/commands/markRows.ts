import { bindings, liveBindings } from "../workbook/bindings.js";
import { currentBinding } from "../workbook/changes.js";
import {
  addBlankRow,
  areAllMarked,
  markSelectedRows,
  selectedRows,
  settleCopy as settle,
  tidy,
  unmarkSelectedRows,
  type MarkCounts,
} from "../workbook/deletion.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";

/** Marks the selected rows for deletion with the next publish. */
export async function markForDeletion(): Promise<Outcome> {
  return counting(markSelectedRows, ({ binding, rows, skipped }) => {
    const rest =
      skipped === 0 ? "" : ` ${counted(skipped, "row is", "rows are")} not in Sevenfold: delete those yourself.`;
    if (rows === 0) return attention(`No row was marked.${rest}`);
    const text = `Marked ${counted(rows, "row")} of ${binding.label} for deletion. Publish deletes ${rows === 1 ? "it" : "them"}; Unmark keeps ${rows === 1 ? "it" : "them"}.`;
    return skipped === 0 ? done(text) : attention(text + rest);
  });
}

/** Marks the selected rows; where all of them are marked already, takes the marks away. */
export async function toggleMarks(): Promise<Outcome> {
  try {
    return (await areAllMarked()) ? await unmarkRows() : await markForDeletion();
  } catch (error) {
    return failed(error);
  }
}

/** Takes the marks of the selected rows away. */
export async function unmarkRows(): Promise<Outcome> {
  return counting(unmarkSelectedRows, ({ binding, rows }) =>
    rows === 0
      ? attention("None of the selected rows is marked for deletion.")
      : done(
          `Unmarked ${counted(rows, "row")} of ${binding.label}: nothing of ${rows === 1 ? "it" : "them"} is deleted.`,
        ),
  );
}

async function counting(act: () => Promise<MarkCounts>, told: (counts: MarkCounts) => Outcome): Promise<Outcome> {
  try {
    return told(await act());
  } catch (error) {
    return failed(error);
  }
}

/** Adds a blank row to the pulled table at the selection, or to the only one there is. */
export async function addRow(): Promise<Outcome> {
  try {
    const pulled = (await liveBindings()).filter((binding) => binding.adoption === undefined);
    const [only, another] = pulled;
    const binding = only && another === undefined ? only : (await selectedRows()).binding;
    await addBlankRow(binding);
    return done(`Added a row to ${binding.label}. Fill it in, then publish it from Changes.`);
  } catch (error) {
    return failed(error);
  }
}

/** Deletes the rows from the sheet that the last refresh no longer found, in one table or in all. */
export async function tidyRows(bindingId?: string): Promise<Outcome> {
  try {
    let rows = 0;
    for (const binding of await bindings()) {
      const isMeant = bindingId === undefined || binding.id === bindingId;
      if (isMeant && binding.adoption === undefined && binding.frozenAt === undefined) rows += await tidy(binding);
    }
    return done(
      rows === 0
        ? "There is nothing to tidy: every row is still in Sevenfold and in its filter."
        : `Tidied ${counted(rows, "row")} away. Ctrl+Z in the sheet brings them back.`,
    );
  } catch (error) {
    return failed(error);
  }
}

/** Settles a row that was copied together with its id. */
export async function settleCopy(bindingId: string, row: number, id: string, isNew: boolean): Promise<Outcome> {
  try {
    await settle(await currentBinding(bindingId), row, id, isNew);
    return done(isNew ? "It is a new row now. Give it a reference of its own." : "Deleted the copy.");
  } catch (error) {
    return failed(error);
  }
}
