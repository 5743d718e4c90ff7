/** The add-in's tab in the ribbon as the manifest has it: ids of its buttons, by group. */
const TAB = "Sevenfold.Tab";

/** Enables and disables buttons of the add-in's tab; others stay as they are. Does nothing where Excel cannot. */
export async function enableButtons(enabled: Readonly<Record<string, boolean>>): Promise<void> {
  if (!Office.context.requirements.isSetSupported("RibbonApi", "1.1")) return;
  const controls = Object.entries(enabled).map(([id, isEnabled]) => ({ id, enabled: isEnabled }));
  await Office.ribbon.requestUpdate({ tabs: [{ id: TAB, controls }] });
}
