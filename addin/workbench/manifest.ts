/** What a button of the add-in's ribbon tab does. */
export type ControlAction = { readonly kind: "function"; readonly name: string } | { readonly kind: "pane" };

export interface RibbonControl {
  readonly id: string;
  readonly label: string;
  readonly tip: string;
  readonly icon: string | null;
  readonly action: ControlAction;
}

export interface RibbonGroup {
  readonly label: string;
  readonly controls: readonly RibbonControl[];
}

/** The parts of an add-in's manifest that the workbench shows. Addresses are paths on this page's own origin. */
export interface Manifest {
  readonly taskpane: string | null;
  /** The word before the dot in the add-in's cell functions. */
  readonly namespace: string | null;
  readonly groups: readonly RibbonGroup[];
}

/** Reads an add-in-only manifest (XML). Throws when it is not XML. */
export function readManifest(xml: string): Manifest {
  const manifest = new DOMParser().parseFromString(xml, "application/xml");
  if (manifest.getElementsByTagName("parsererror").length > 0)
    throw new Error("The add-in's manifest is not well-formed XML.");
  const resources = new Map<string, string>();
  for (const kind of ["Image", "Url", "String"]) {
    for (const one of all(manifest, kind)) {
      resources.set(one.getAttribute("id") ?? "", one.getAttribute("DefaultValue") ?? "");
    }
  }
  const resource = (element: Element | undefined) => resources.get(element?.getAttribute("resid") ?? "");

  const controlOf = (element: Element): RibbonControl[] => {
    const action = child(element, "Action");
    if (!action) return [];
    const isPane = action.getAttribute("xsi:type") === "ShowTaskpane";
    const label = resource(child(element, "Label")) ?? element.getAttribute("id") ?? "";
    const tip = child(element, "Supertip");
    const images = all(element, "Image");
    const image = images.find((one) => one.getAttribute("size") === "32") ?? images.at(-1);
    const icon = resource(image);
    return [
      {
        id: element.getAttribute("id") ?? label,
        label,
        tip: (tip && resource(child(tip, "Description"))) ?? label,
        icon: icon === undefined ? null : ownPath(icon),
        action: isPane
          ? { kind: "pane" }
          : { kind: "function", name: child(action, "FunctionName")?.textContent?.trim() ?? "" },
      },
    ];
  };
  const groupOf = (element: Element): RibbonGroup => ({
    label: resource(child(element, "Label")) ?? "",
    // A menu's items stand in the group like its other buttons.
    controls: [...all(element, "Control"), ...all(element, "Item")].flatMap(controlOf),
  });

  const settings = all(manifest, "DefaultSettings")[0];
  const source = settings && all(settings, "SourceLocation")[0]?.getAttribute("DefaultValue");
  return {
    taskpane: source ? ownPath(source) : null,
    namespace: resource(all(manifest, "Namespace")[0]) ?? null,
    groups: all(manifest, "CustomTab").flatMap((tab) => all(tab, "Group").map(groupOf)),
  };
}

/** Elements by name in any namespace, in document order. */
const all = (within: Document | Element, name: string): Element[] => [...within.getElementsByTagNameNS("*", name)];

const child = (within: Element, name: string): Element | undefined =>
  [...within.children].find((one) => one.localName === name);

/** The manifest may name the address by which others reach this server; here everything comes from the page's own. */
function ownPath(address: string): string {
  const { pathname, search } = new URL(address, window.location.href);
  return pathname + search;
}
