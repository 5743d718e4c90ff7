import { readFileSync } from "node:fs";
import path from "node:path";
import { OfficeAddinManifest } from "office-addin-manifest";
import { manifestProblems, parsed, shortcutProblems, tiedNames } from "../../addin/dev/manifestChecks.js";

const xml = readFileSync("manifest.xml", "utf8");
const shortcuts = readFileSync("addin/commands/shortcuts.json", "utf8");
const WRITTEN_FOR = "https://localhost:4000";
const root = path.resolve(".");
const problemsOf = (text: string) => manifestProblems(text, { origin: WRITTEN_FOR, root });

test("is read by the ecosystem's own parser", async () => {
  const manifest = await OfficeAddinManifest.readManifestFile("manifest.xml");
  expect(manifest).toMatchObject({
    id: "6d2c2f6e-7b1a-4c1f-9a57-0f5e7c70b707",
    displayName: "Sevenfold",
    defaultLocale: "en-GB",
    hosts: ["Workbook"],
    officeAppType: "TaskPaneApp",
    permissions: "ReadWriteDocument",
    defaultSettings: { sourceLocation: `${WRITTEN_FOR}/addin/taskpane/taskpane.html` },
  });
});

test("has nothing that Excel would refuse, also with another address in it", () => {
  expect(problemsOf(xml)).toEqual([]);
  const origin = "https://sevenfold.example:8443";
  expect(manifestProblems(xml.replaceAll(WRITTEN_FOR, origin), { origin, root })).toEqual([]);
});

test.each<[string, (text: string) => string, RegExp]>([
  [
    "an element out of order",
    (text) => text.replace(/(<Version>.*<\/Version>)\s*(<ProviderName>.*<\/ProviderName>)/, "$2$1"),
    /In OfficeApp, Version comes after ProviderName/,
  ],
  [
    "shortcuts before the overrides",
    (text) => moved(text, /<ExtendedOverrides.*<\/ExtendedOverrides>/, "<VersionOverrides"),
    /In OfficeApp, VersionOverrides comes after ExtendedOverrides/,
  ],
  [
    "a pane by its id",
    (text) => text.replace("<FunctionName>pullTable", "<TaskpaneId>x</TaskpaneId><FunctionName>pullTable"),
    /Action may not hold TaskpaneId/,
  ],
  ["another locale", (text) => text.replace(">en-GB<", ">en-US<"), /en-US, not en-GB/],
  [
    "a set that not everybody has",
    (text) => text.replace('MinVersion="1.14"', 'MinVersion="1.16"'),
    /only ExcelApi 1.14 and SharedRuntime 1.1/,
  ],
  [
    "a text that nothing uses",
    (text) => text.replace("<bt:LongStrings>", '<bt:LongStrings><bt:String id="Spare" DefaultValue="x" />'),
    /resource Spare is not used/,
  ],
  [
    "a text that is not there",
    (text) => text.replace('resid="Pull.Label"', 'resid="Pul.Label"'),
    /no resource Pul\.Label/,
  ],
  [
    "an id twice",
    (text) => text.replace('id="Sevenfold.Review"', 'id="Sevenfold.Pull"'),
    /Sevenfold\.Pull is used twice/,
  ],
  [
    "a label of 126 letters",
    (text) => text.replace('DefaultValue="Pull table"', `DefaultValue="${"x".repeat(126)}"`),
    /Pull\.Label is empty or longer than 125/,
  ],
  [
    "a tooltip of 251 letters",
    (text) => text.replace(/(id="Pull.Tip" DefaultValue=)"[^"]*"/, `$1"${"x".repeat(251)}"`),
    /Pull\.Tip is empty or longer than 250/,
  ],
  [
    "an address without https",
    (text) => text.replace(`Url="${WRITTEN_FOR}/addin/commands`, 'Url="http://localhost:4000/addin/commands'),
    /is not https/,
  ],
  [
    "an address elsewhere",
    (text) => text.replace(`${WRITTEN_FOR}/addin/functions`, "https://elsewhere.example/addin/functions"),
    /is not under https:\/\/localhost:4000/,
  ],
  [
    "a file that is not there",
    (text) => text.replace("taskpane.html", "panel.html"),
    /no file addin\/taskpane\/panel\.html/,
  ],
  [
    "an icon of another size",
    (text) =>
      text.replace(
        `id="Icon.80" DefaultValue="${WRITTEN_FOR}/addin/assets/icon-80.png"`,
        `id="Icon.80" DefaultValue="${WRITTEN_FOR}/addin/assets/icon-64.png"`,
      ),
    /64 x 64, not 80 x 80/,
  ],
  [
    "an icon without a size",
    (text) => text.replace('<bt:Image size="80" resid="Icon.80" />', ""),
    /lacks the size of 80/,
  ],
  [
    "a button without code",
    (text) => text.replace("<FunctionName>refreshAll", "<FunctionName>refreshEverything"),
    /refreshEverything is tied to no code/,
  ],
  [
    "a runtime of its own for the pane",
    (text) => text.replace('lifetime="long"', 'lifetime="short"'),
    /would not share one/,
  ],
  [
    "a group with eleven commands",
    (text) =>
      text.replace(/(<Control xsi:type="Button" id="Sevenfold.Review">.*?<\/Control>)/s, (one) => one.repeat(8)),
    /Sevenfold\.Publish has 11 commands/,
  ],
  ["a tag that is not closed", (text) => text.replace("</Group>", ""), /ends what is not open/],
])("is refused with %s", (_title, change, message) => {
  const changed = change(xml);
  expect(changed).not.toBe(xml);
  expect(problemsOf(changed).join("\n")).toMatch(message);
});

/** The text with a part of it moved before something else. */
function moved(text: string, part: RegExp, before: string): string {
  const found = part.exec(text)?.[0] ?? "";
  return text.replace(found, "").replace(before, `${found}${before}`);
}

test("keeps the groups in their order, with room for what is to come", () => {
  const names: string[] = [];
  const walk = (element: ReturnType<typeof parsed>) => {
    if (element.name === "Group") names.push(element.attributes.id ?? "");
    element.children.forEach(walk);
  };
  walk(parsed(xml));
  expect(names).toEqual(["Sevenfold.Data", "Sevenfold.Refresh", "Sevenfold.Publish", "Sevenfold.Help"]);
});

test("ties every name in the code to a button or a shortcut", () => {
  const buttons = [...xml.matchAll(/<FunctionName>([^<]+)</g)].map((match) => match[1]);
  const { actions } = JSON.parse(shortcuts) as { actions: { id: string }[] };
  expect(new Set([...buttons, ...actions.map(({ id }) => id)])).toEqual(new Set(tiedNames(root)));
});

describe("the shortcuts", () => {
  test("are five, and nothing is wrong with them", () => {
    expect(shortcutProblems(shortcuts, root)).toEqual([]);
    const { shortcuts: list } = JSON.parse(shortcuts) as { shortcuts: { key: { default: string } }[] };
    expect(list.map(({ key }) => key.default.at(-1))).toEqual(["R", "A", "P", "W", "T"]);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ["keys of Excel's own", (text) => text.replace("Ctrl+Shift+Alt+R", "Ctrl+R"), /Ctrl\+R is not Ctrl\+Shift\+Alt/],
    ["the same keys twice", (text) => text.replace("Ctrl+Shift+Alt+A", "Ctrl+Shift+Alt+R"), /stands for two/],
    ["an action without code", (text) => text.replaceAll("whereFrom", "fromWhere"), /fromWhere is tied to no code/],
    [
      "a shortcut without an action",
      (text) => text.replace('"action": "togglePane"', '"action": "hide"'),
      /hide, which is no action/,
    ],
  ])("are refused with %s", (_title, change, message) => {
    expect(shortcutProblems(change(shortcuts), root).join("\n")).toMatch(message);
  });

  test("are named in the tips of their buttons", () => {
    const { shortcuts: list } = JSON.parse(shortcuts) as { shortcuts: { key: { default: string } }[] };
    for (const { key } of list) expect(xml).toContain(`${key.default}`);
  });
});
