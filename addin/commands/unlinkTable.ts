import { forgetAdoption } from "../workbook/adopt.js";
import { changeBindings } from "../workbook/bindings.js";
import { currentBinding } from "../workbook/changes.js";
import { unlinkCell as forgetLink } from "../workbook/linkedCell.js";
import { forgetRows } from "../workbook/pulledValues.js";
import { done, failed, type Outcome } from "./outcome.js";

/** Makes a linked table an ordinary one: its values stay, Refresh and Publish no longer touch it. */
export async function unlinkTable(bindingId: string): Promise<Outcome> {
  try {
    const binding = await currentBinding(bindingId);
    await forgetRows(binding);
    await changeBindings((current) => current.filter((each) => each.id !== bindingId));
    await forgetAdoption(binding);
    return done(`${binding.label} is no longer linked. Its values stay in the sheet.`);
  } catch (error) {
    return failed(error);
  }
}

/** Makes a linked cell an ordinary one: it keeps what it shows. */
export async function unlinkCell(id: string, label: string): Promise<Outcome> {
  try {
    await forgetLink(id);
    return done(`${label} is no longer linked. The cell keeps what it shows.`);
  } catch (error) {
    return failed(error);
  }
}
