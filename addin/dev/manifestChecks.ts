import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/*
 * What can be known of manifest.xml without asking Microsoft: Excel ignores an add-in whose manifest breaks one of these
 * rules, mostly without saying why. This file imports nothing of the project, so that a script can load it as it is.
 */

/** The order of children that the manifest's schema fixes. What is in no list may not be there at all. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
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
    "ExtendedOverrides",
  ],
  AppDomains: ["AppDomain"],
  Requirements: ["Sets"],
  Sets: ["Set"],
  DefaultSettings: ["SourceLocation"],
  VersionOverrides: ["Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo", "EquivalentAddins"],
  Hosts: ["Host"],
  Host: ["Runtimes", "AllFormFactors", "DesktopFormFactor"],
  Runtimes: ["Runtime"],
  AllFormFactors: ["ExtensionPoint"],
  DesktopFormFactor: ["GetStarted", "FunctionFile", "ExtensionPoint"],
  GetStarted: ["Title", "Description", "LearnMoreUrl"],
  ExtensionPoint: ["Script", "Page", "Metadata", "Namespace", "CustomTab"],
  Script: ["SourceLocation"],
  Page: ["SourceLocation"],
  Metadata: ["SourceLocation"],
  CustomTab: ["Group", "Label"],
  Group: ["Label", "Icon", "Control"],
  Control: ["Label", "Supertip", "Icon", "Action", "Enabled"],
  Supertip: ["Title", "Description"],
  Icon: ["bt:Image"],
  // A pane by id under an action does not go together with a shared runtime.
  Action: ["SourceLocation", "FunctionName"],
  Resources: ["bt:Images", "bt:Urls", "bt:ShortStrings", "bt:LongStrings"],
  "bt:Images": ["bt:Image"],
  "bt:Urls": ["bt:Url"],
  "bt:ShortStrings": ["bt:String"],
  "bt:LongStrings": ["bt:String"],
};

/** Sets that every Excel since Office 2021 has; one more would hide the add-in from part of the people. */
const SETS: Readonly<Record<string, string>> = { ExcelApi: "1.14", SharedRuntime: "1.1" };
const GROUPS_IN_A_TAB = 6;
const COMMANDS_IN_A_GROUP = 7;
const ICON_SIZES = ["16", "32", "80"];
const LONGEST = { id: 125, resid: 32, short: 125, long: 250 };

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

export interface ManifestFiles {
  /** The address that the manifest is written for, without a slash at its end. */
  readonly origin: string;
  /** The project's folder. */
  readonly root: string;
}

/** Everything that is wrong with a manifest, in words; empty when nothing is. */
export function manifestProblems(xml: string, files: ManifestFiles): string[] {
  let root: Element;
  try {
    root = parsed(xml);
  } catch (error) {
    return [(error as Error).message];
  }
  const all = [...withDescendants(root)];
  const named = (name: string) => all.filter((element) => element.name === name);
  return [
    ...orderProblems(root),
    ...localeProblems(all),
    ...resourceProblems(all),
    ...lengthProblems(all),
    ...addressProblems(all, files),
    ...iconProblems(all, files),
    ...ribbonProblems(named("CustomTab")),
    ...runtimeProblems(all),
    ...actionProblems(all, files.root),
  ];
}

/** Everything that is wrong with the keyboard's shortcuts. */
export function shortcutProblems(json: string, root: string): string[] {
  const { actions, shortcuts } = JSON.parse(json) as {
    actions: { id: string; type: string; name: string }[];
    shortcuts: { action: string; key: { default: string } }[];
  };
  const ids = actions.map(({ id }) => id);
  const keys = shortcuts.map(({ key }) => key.default);
  return [
    ...repeated(ids).map((id) => `Two actions are called ${id}.`),
    ...repeated(keys).map((key) => `${key} stands for two shortcuts.`),
    ...actions.flatMap(({ id, type, name }) => [
      ...(type === "ExecuteFunction" ? [] : [`Action ${id} has the type ${type}, not ExecuteFunction.`]),
      ...(tooLong(name, LONGEST.short) ? [`The name of action ${id} is longer than ${LONGEST.short}.`] : []),
      ...(shortcuts.some(({ action }) => action === id) ? [] : [`Action ${id} has no shortcut.`]),
      ...(tiedNames(root).includes(id) ? [] : [`Action ${id} is tied to no code.`]),
    ]),
    ...shortcuts.flatMap(({ action, key }) => [
      ...(ids.includes(action) ? [] : [`${key.default} stands for ${action}, which is no action.`]),
      // Other combinations are Excel's own, or another add-in's.
      ...(/^Ctrl\+Shift\+Alt\+[A-Z]$/.test(key.default) ? [] : [`${key.default} is not Ctrl+Shift+Alt and a letter.`]),
    ]),
  ];
}

function orderProblems(element: Element): string[] {
  const order = CHILDREN[element.name];
  const own: string[] = [];
  let last = 0;
  for (const { name } of element.children) {
    const place = order?.indexOf(name) ?? -1;
    if (place < 0) own.push(`${element.name} may not hold ${name}.`);
    else if (place < last) own.push(`In ${element.name}, ${name} comes after ${order?.[last]}; it must come before.`);
    else last = place;
  }
  return [...own, ...element.children.flatMap(orderProblems)];
}

function localeProblems(all: readonly Element[]): string[] {
  const locale = all.find(({ name }) => name === "DefaultLocale")?.text;
  const sets = all.filter(({ name }) => name === "Set").map(({ attributes }) => attributes);
  const wanted = Object.entries(SETS).map(([name, version]) => `${name} ${version}`);
  const required = sets.map(({ Name, MinVersion }) => `${Name} ${MinVersion}`);
  return [
    ...(locale === "en-GB" ? [] : [`The default locale is ${locale}, not en-GB.`]),
    ...(required.join() === wanted.join()
      ? []
      : [`It requires ${required.join(" and ")}; only ${wanted.join(" and ")} are everywhere.`]),
  ];
}

function resourceProblems(all: readonly Element[]): string[] {
  const held = all.flatMap(({ name, attributes }) =>
    name.startsWith("bt:") && attributes.id !== undefined ? [attributes.id] : [],
  );
  const used = new Set(all.flatMap(({ attributes }) => attributes.resid ?? []));
  const ids = all.flatMap(({ name, attributes }) => (name.startsWith("bt:") ? [] : (attributes.id ?? [])));
  return [
    ...repeated([...held, ...ids]).map((id) => `The id ${id} is used twice.`),
    ...[...used].filter((id) => !held.includes(id)).map((id) => `There is no resource ${id}.`),
    ...held.filter((id) => !used.has(id)).map((id) => `The resource ${id} is not used.`),
    ...held
      .filter((id) => tooLong(id, LONGEST.resid))
      .map((id) => `The resource id ${id} is longer than ${LONGEST.resid}.`),
    ...ids.filter((id) => tooLong(id, LONGEST.id)).map((id) => `The id ${id} is longer than ${LONGEST.id}.`),
  ];
}

function lengthProblems(all: readonly Element[]): string[] {
  const within = (parent: string, longest: number) =>
    all
      .filter(({ name }) => name === parent)
      .flatMap(({ children }) => children)
      .filter(({ attributes }) => tooLong(attributes.DefaultValue ?? "", longest) || !attributes.DefaultValue?.trim())
      .map(({ attributes }) => `The text ${attributes.id} is empty or longer than ${longest}.`);
  const own = (name: string, longest: number) =>
    all
      .filter((element) => element.name === name && tooLong(element.attributes.DefaultValue ?? "", longest))
      .map(() => `${name} is longer than ${longest}.`);
  return [
    ...within("bt:ShortStrings", LONGEST.short),
    ...within("bt:LongStrings", LONGEST.long),
    ...own("DisplayName", LONGEST.short),
    ...own("Description", LONGEST.long),
  ];
}

/** Every address that Excel loads something from. */
const addressesIn = (all: readonly Element[]): string[] =>
  all.flatMap(
    ({ attributes: { DefaultValue, Url } }) =>
      [Url, DefaultValue].filter((text) => text && /^\w+:\/\//.test(text)) as string[],
  );

function addressProblems(all: readonly Element[], { origin, root }: ManifestFiles): string[] {
  const domains = all.filter(({ name }) => name === "AppDomain").map(({ text }) => text);
  return [
    ...domains
      .filter((domain) => !/^https:\/\/[^/]+$/.test(domain))
      .map((domain) => `${domain} is not an https domain.`),
    ...(domains.includes(origin) ? [] : [`${origin} is not among the domains.`]),
    ...addressesIn(all).flatMap((address) => {
      if (!address.startsWith("https://")) return [`${address} is not https, which Excel insists on.`];
      if (!address.startsWith(`${origin}/`)) return [`${address} is not under ${origin}.`];
      // functions.json is made of functions.ts when the pages are built.
      const file = address.slice(origin.length + 1).replace("functions.json", "functions.ts");
      return file === "" || existsSync(path.join(root, file)) ? [] : [`There is no file ${file}.`];
    }),
  ];
}

function iconProblems(all: readonly Element[], { origin, root }: ManifestFiles): string[] {
  const addressOf = new Map(
    all.flatMap(({ name, attributes: { id, DefaultValue } }) =>
      name === "bt:Image" && id !== undefined && DefaultValue !== undefined ? [[id, DefaultValue] as const] : [],
    ),
  );
  const sized: [string, string][] = [
    ...all.flatMap(({ name, attributes: { size, resid } }): [string, string][] =>
      name === "bt:Image" && size !== undefined ? [[size, addressOf.get(resid ?? "") ?? ""]] : [],
    ),
    ...all.flatMap(({ name, attributes }): [string, string][] =>
      name === "IconUrl" || name === "HighResolutionIconUrl"
        ? [[name === "IconUrl" ? "32" : "64", attributes.DefaultValue ?? ""]]
        : [],
    ),
  ];
  const missing = all
    .filter(({ name }) => name === "Icon")
    .flatMap(({ children }) =>
      ICON_SIZES.filter((size) => !children.some(({ attributes }) => attributes.size === size)),
    );
  const wrong = [...new Map(sized.map((one) => [one.join(), one])).values()].flatMap(([size, address]) => {
    const file = path.join(root, address.slice(origin.length + 1));
    if (!existsSync(file) || !file.endsWith(".png"))
      return [`The icon of ${size} pixels, ${address}, is no PNG file here.`];
    const png = readFileSync(file);
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    return width === Number(size) && height === Number(size)
      ? []
      : [`The icon ${address} is ${width} x ${height}, not ${size} x ${size}.`];
  });
  return [...missing.map((size) => `An icon lacks the size of ${size} pixels.`), ...wrong];
}

function ribbonProblems(tabs: readonly Element[]): string[] {
  return tabs.flatMap(({ attributes, children }) => {
    const groups = children.filter(({ name }) => name === "Group");
    return [
      ...(groups.length > GROUPS_IN_A_TAB ? [`Tab ${attributes.id} has more than ${GROUPS_IN_A_TAB} groups.`] : []),
      ...groups.flatMap((group) => {
        const commands = group.children.filter(({ name }) => name === "Control").length;
        return commands === 0 || commands > COMMANDS_IN_A_GROUP
          ? [`Group ${group.attributes.id} has ${commands} commands; 1 to ${COMMANDS_IN_A_GROUP} go into a group.`]
          : [];
      }),
    ];
  });
}

function runtimeProblems(all: readonly Element[]): string[] {
  const runtime = all.find(({ name }) => name === "Runtime")?.attributes;
  const pages = all.filter(
    ({ name, attributes }) =>
      name === "FunctionFile" || (name === "SourceLocation" && attributes.resid?.startsWith("Taskpane")),
  );
  const version = all.find(({ name }) => name === "VersionOverrides")?.attributes["xsi:type"];
  return [
    ...(version === "VersionOverridesV1_0"
      ? []
      : [`VersionOverrides is ${version}; Excel reads VersionOverridesV1_0.`]),
    ...(runtime?.lifetime === "long" ? [] : ["The runtime is not long, so functions and pane would not share one."]),
    ...pages
      .filter(({ attributes }) => attributes.resid !== runtime?.resid)
      .map(({ name, attributes }) => `${name} opens ${attributes.resid}, not the runtime's own page.`),
  ];
}

/** Buttons whose function nothing answers would do nothing when pressed. */
function actionProblems(all: readonly Element[], root: string): string[] {
  const buttons = all.filter(({ name }) => name === "FunctionName").map(({ text }) => text);
  const tied = tiedNames(root);
  return buttons
    .filter((name) => !tied.includes(name))
    .map((name) => `The button's function ${name} is tied to no code.`);
}

/** The names that code of the ribbon is tied to. */
export function tiedNames(root: string): string[] {
  const folder = path.join(root, "addin/commands");
  const code = readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("\n");
  return [...code.matchAll(/onRibbonAction\("(\w+)"/g)].map(([, name]) => name ?? "");
}

const tooLong = (text: string, longest: number): boolean => text.length > longest;
const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((text, index) => texts.indexOf(text) !== index)),
];

function* withDescendants(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* withDescendants(child);
}

/** Reads XML as manifests have it: elements, attributes and text, no entities of its own. Throws where tags do not match. */
export function parsed(xml: string): Element {
  interface Open extends Element {
    readonly children: Open[];
    text: string;
  }
  const document: Open = { name: "", attributes: {}, children: [], text: "" };
  const open: Open[] = [document];
  const withoutComments = xml.replace(/<!--.*?-->|<\?.*?\?>/gs, "");
  for (const [, tag, text = ""] of withoutComments.matchAll(/<([^>]+)>([^<]*)/g)) {
    const parent = open.at(-1) as Open;
    const name = /^\/?([\w:]+)/.exec(tag ?? "")?.[1] ?? "";
    if (tag?.startsWith("/")) {
      if (parent.name !== name || open.length < 2) throw new Error(`</${name}> ends what is not open.`);
      open.pop();
      continue;
    }
    const attributes = Object.fromEntries(
      [...(tag ?? "").matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, unescaped(value)]),
    );
    const element: Open = { name, attributes, children: [], text: unescaped(text.trim()) };
    parent.children.push(element);
    if (!tag?.endsWith("/")) open.push(element);
  }
  const [root] = document.children;
  if (open.length > 1 || !root) throw new Error(`${open.at(-1)?.name ?? "The manifest"} is not closed.`);
  return root;
}

const unescaped = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
