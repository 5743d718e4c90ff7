import { readFileSync } from "node:fs";
import type * as Ribbon from "../../addin/commands/ribbon.js";
import { MemoryGrid } from "../../addin/host/memoryGrid.js";
import { officeInNode, type OfficeInNode } from "../support/officeInNode.js";

let office: OfficeInNode;
let ribbon: typeof Ribbon;
const shown: string[] = [];
const told: string[] = [];
const visible: boolean[] = [];

beforeAll(async () => {
  office = await officeInNode(new MemoryGrid(), { onVisibility: (isVisible) => visible.push(isVisible) });
  office.install();
  ribbon = await import("../../addin/commands/ribbon.js");
  ribbon.connectRibbon({ show: (screen) => shown.push(screen), tell: ({ text }) => told.push(text) });
});
beforeEach(() => {
  for (const list of [shown, told, visible]) list.length = 0;
});
afterAll(() => office.close());

const { shortcuts } = JSON.parse(readFileSync("addin/commands/shortcuts.json", "utf8")) as {
  shortcuts: { action: string; key: { default: string } }[];
};
const press = async (letter: string) => {
  const shortcut = shortcuts.find(({ key }) => key.default === `Ctrl+Shift+Alt+${letter}`);
  await office.host.action(shortcut!.action);
};
async function until(isDone: () => boolean): Promise<void> {
  for (let waits = 0; waits < 200 && !isDone(); waits++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
}

test.each([
  ["pullTable", "pull"],
  ["adoptTable", "adopt"],
  ["linkCell", "link"],
  ["showTables", "data"],
  ["previewChanges", "changes"],
  ["tidyRows", "changes"],
])("the button %s opens the pane at %s, and says when it has ended", async (name, screen) => {
  await office.host.command(name);
  expect([shown, visible]).toEqual([[screen], [true]]);
});

test.each(["addRow", "markRows"])("the button %s says where there is no pulled table", async (name) => {
  await office.host.command(name);
  expect(told).toEqual([expect.stringMatching(/no table that was pulled/)]);
});

test("the button to refresh this says what there is to refresh", async () => {
  await office.host.command("refreshSelected");
  expect(told).toEqual([expect.stringMatching(/no linked table/)]);
});

test("Ctrl+Shift+Alt+P opens the changes without a button to answer to", async () => {
  await press("P");
  await until(() => shown.length > 0);
  expect(shown).toEqual(["changes"]);
});

test("Ctrl+Shift+Alt+R tells of the selected table", async () => {
  await press("R");
  await until(() => told.length > 0);
  expect(told).toEqual([expect.stringMatching(/no linked table/)]);
});

test("Ctrl+Shift+Alt+T closes and opens the pane, also after the user closed it", async () => {
  office.host.paneShown(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await press("T");
  await until(() => visible.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await press("T");
  await until(() => visible.length === 2);
  office.host.paneShown(false);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await press("T");
  await until(() => visible.length === 3);
  expect(visible).toEqual([false, true, true]);
});

describe("the buttons' state", () => {
  const disabled = () => {
    const states = new Map<string, boolean>();
    for (const update of office.host.ribbonUpdates) if ("button" in update) states.set(update.button, update.enabled);
    return [...states].flatMap(([id, isEnabled]) => (isEnabled ? [] : id)).sort();
  };

  test("leaves only what works without a sign-in when nobody is signed in", async () => {
    await ribbon.showRibbonState(false);
    const names = [
      "AddRow",
      "Adopt",
      "Freeze",
      "History",
      "Link",
      "Mark",
      "Pull",
      "RefreshAll",
      "RefreshThis",
      "Review",
    ];
    expect(disabled()).toEqual([...names, "Tidy", "Where"].map((name) => `Sevenfold.${name}`));
  });

  test("keeps disabled what needs something linked, once somebody is signed in", async () => {
    await ribbon.showRibbonState(true);
    const names = ["AddRow", "Freeze", "Mark", "RefreshThis", "Review", "Tidy"];
    expect(disabled()).toEqual(names.map((name) => `Sevenfold.${name}`));
  });

  test("asks the ribbon nothing when nothing changed", async () => {
    const asked = office.host.ribbonUpdates.length;
    await ribbon.showRibbonState(true);
    expect(office.host.ribbonUpdates.length).toBe(asked);
  });

  test("is only of buttons that the manifest has", () => {
    const manifest = readFileSync("manifest.xml", "utf8");
    for (const update of office.host.ribbonUpdates) {
      if ("button" in update) expect(manifest).toContain(`id="${update.button}"`);
    }
  });
});
