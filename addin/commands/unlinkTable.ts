import { changeBindings } from "../workbook/bindings.js";
import { currentBinding } from "../workbook/changes.js";
import { forgetRows } from "../workbook/pulledValues.js";
import { done, failed, type Outcome } from "./outcome.js";

/** Makes a linked table an ordinary one: its values stay, Refresh and Publish no longer touch it. */
export async function unlinkTable(bindingId: string): Promise<Outcome> {
  try {
    const binding = await currentBinding(bindingId);
    await forgetRows(binding);
    await changeBindings((current) => current.filter((each) => each.id !== bindingId));
    return done(`${binding.label} is no longer linked. Its values stay in the sheet.`);
  } catch (error) {
    return failed(error);
  }
}
