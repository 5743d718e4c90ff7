import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { OfficeAddinManifest } from "office-addin-manifest";

const xml = readFileSync("manifest.xml", "utf8");
const all = (pattern: RegExp) => [...xml.matchAll(pattern)].map((match) => match.slice(1) as string[]);
const PLACEHOLDER = "https://localhost:4000";

test("is read by the ecosystem's own parser", async () => {
  const manifest = await OfficeAddinManifest.readManifestFile("manifest.xml");
  expect(manifest).toMatchObject({
    id: "6d2c2f6e-7b1a-4c1f-9a57-0f5e7c70b707",
    displayName: "Sevenfold",
    defaultLocale: "en-GB",
    hosts: ["Workbook"],
    officeAppType: "TaskPaneApp",
    permissions: "ReadWriteDocument",
    defaultSettings: { sourceLocation: `${PLACEHOLDER}/addin/taskpane/taskpane.html` },
  });
});

/** The schema fixes the order; Excel ignores an add-in whose manifest has another. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  OfficeApp: [
    "Id",
    "AlternateId",
    "Version",
    "ProviderName",
    "DefaultLocale",
    "DisplayName",
    "Description",
    "IconUrl",
    "HighResolutionIconUrl",
    "SupportUrl",
    "AppDomains",
    "Hosts",
    "Requirements",
    "DefaultSettings",
    "Permissions",
    "VersionOverrides",
  ],
  VersionOverrides: ["Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo"],
  Host: ["Runtimes", "AllFormFactors", "DesktopFormFactor"],
  AllFormFactors: ["ExtensionPoint"],
  DesktopFormFactor: ["GetStarted", "FunctionFile", "ExtensionPoint"],
  GetStarted: ["Title", "Description", "LearnMoreUrl"],
  ExtensionPoint: ["Script", "Page", "Metadata", "Namespace", "CustomTab"],
  CustomTab: ["Group", "Label"],
  Group: ["Label", "Icon", "Control"],
  Control: ["Label", "Supertip", "Icon", "Action"],
  Supertip: ["Title", "Description"],
  Resources: ["bt:Images", "bt:Urls", "bt:ShortStrings", "bt:LongStrings"],
};

test("keeps the order of elements that the schema fixes", () => {
  const open: { name: string; last: number }[] = [];
  let checked = 0;
  for (const [tag = ""] of all(/<([^?!][^>]*)>/g)) {
    const name = tag.replace(/^\//, "").split(/[\s/]/)[0] ?? "";
    if (tag.startsWith("/")) {
      expect(open.pop()?.name).toBe(name);
      continue;
    }
    const parent = open.at(-1);
    const order = parent && ORDER[parent.name];
    if (parent && order) {
      const place = order.indexOf(name);
      expect([parent.name, name, place >= parent.last]).toEqual([parent.name, name, true]);
      parent.last = place;
      checked += 1;
    }
    if (!tag.endsWith("/")) open.push({ name, last: 0 });
  }
  expect(open).toEqual([]);
  expect(checked).toBeGreaterThan(60);
});

test("resolves every resource it names, and names every resource it has", () => {
  const named = new Set(all(/resid="([^"]+)"/g).map(([id]) => id));
  const held = all(/<bt:(?:Image|Url|String) id="([^"]+)"/g).map(([id]) => id);
  expect([...named].sort()).toEqual([...held].sort());
  expect(new Set(held).size).toBe(held.length);
});

test("keeps to the lengths that Office allows", () => {
  const section = (name: string) => new RegExp(`<bt:${name}>(.*?)</bt:${name}>`, "s").exec(xml)?.[1] ?? "";
  const texts = (name: string) =>
    [...section(name).matchAll(/DefaultValue="([^"]+)"/g)].map((match) => match[1]?.length ?? 0);
  expect(Math.max(...texts("ShortStrings"))).toBeLessThanOrEqual(125);
  expect(Math.max(...texts("LongStrings"))).toBeLessThanOrEqual(250);
  const ids = all(/ (?:id|resid)="([^"]+)"/g).map(([id]) => id?.length ?? 0);
  expect(Math.max(...ids)).toBeLessThanOrEqual(32);
});

test("names only https addresses under the one placeholder, for files that the build has", () => {
  const addresses = all(/DefaultValue="(https?:[^"]+)"/g).map(([address]) => address ?? "");
  expect(addresses.length).toBeGreaterThan(5);
  for (const address of addresses) {
    expect(address.startsWith(`${PLACEHOLDER}/`)).toBe(true);
    const file = address.slice(PLACEHOLDER.length + 1);
    // functions.json is generated from functions.ts when the pane is built.
    if (file !== "") expect([file, existsSync(file.replace("functions.json", "functions.ts"))]).toEqual([file, true]);
  }
});

test("ties every button's function name to code, and every tied name to a button", () => {
  const named = all(/<FunctionName>([^<]+)</g).map(([name]) => name);
  const folder = path.resolve("addin/commands");
  const code = readdirSync(folder)
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("\n");
  const tied = [...code.matchAll(/onRibbonButton\("(\w+)"/g)].map((match) => match[1]);
  expect([...named].sort()).toEqual([...tied].sort());
});

test("requires no more than Office 2021 has, and asks for no pane by id", () => {
  expect(all(/<Set Name="(\w+)" MinVersion="([\d.]+)"/g)).toEqual([
    ["ExcelApi", "1.14"],
    ["SharedRuntime", "1.1"],
  ]);
  expect(xml).not.toContain("TaskpaneId");
  expect(new Set(all(/<(?:Runtime|FunctionFile) resid="([^"]+)"/g).flat())).toEqual(new Set(["Taskpane.Url"]));
});
