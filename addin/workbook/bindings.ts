import type { ColumnType } from "./cells.js";
import { inWorkbook } from "./open.js";
import { documentSetting, keepDocumentSetting } from "./settings.js";

/** A column of a linked table: what the server says of it, and which column of the Excel table it is. */
export interface BoundColumn {
  readonly field: string;
  readonly label: string;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly editable: boolean;
  readonly required: boolean;
  /** Excel's own id of the table column. It stays when the column is renamed, moved or hidden; the heading does not. */
  readonly columnId: number;
}

/** A filter as the server takes it. */
export interface BoundCondition {
  readonly field: string;
  readonly operator: "IN" | "NOT_IN" | "CONTAINS" | "AT_LEAST" | "AT_MOST" | "IS_BLANK" | "IS_NOT_BLANK";
  readonly values: readonly string[];
}

/** One linked table: which Excel table shows which part of which data set. Travels with the workbook; holds no secret. */
export interface Binding {
  readonly id: string;
  /** Excel's own id of the table; it stays when the table is renamed. */
  readonly tableId: string;
  readonly dataset: "CONTRACTS" | "SAVINGS" | "KPIS";
  readonly label: string;
  readonly where: readonly BoundCondition[];
  readonly columns: readonly BoundColumn[];
  readonly idColumnId: number;
  readonly versionColumnId: number;
  /** Which block of the sheet of pulled values is this table's. */
  readonly slot: number;
  readonly rowCount: number;
  readonly asAt: string;
  /** When the figures were read on the server, a UTC moment. */
  readonly readAt: string;
}

/** Own namespace of the custom XML part, so that other tools can find it. */
const NAMESPACE = "urn:sevenfold:workbook:1";
const SETTING = "Sevenfold.BindingsPart";

/** All linked tables of this workbook, in the order they were made. */
export async function bindings(): Promise<Binding[]> {
  const partId = await findPart();
  return partId === undefined ? [] : readPart(partId);
}

/** One linked table by its id, or undefined when it is no longer linked. */
export async function bindingById(id: string): Promise<Binding | undefined> {
  return (await bindings()).find((binding) => binding.id === id);
}

let lastChange: Promise<unknown> = Promise.resolve();

/**
 * Changes the list of linked tables. The part is read again just before, since a colleague may have changed it meanwhile;
 * changes from this pane wait for each other.
 */
export function changeBindings(change: (current: Binding[]) => readonly Binding[]): Promise<void> {
  const next = lastChange.then(async () => {
    const partId = await findPart();
    const changed = change(partId === undefined ? [] : await readPart(partId));
    await writePart(partId, changed);
  });
  lastChange = next.catch(() => undefined); // The caller hears of it; the next change must still run.
  return next;
}

/** Puts a changed binding in the place of the one with its id. Does nothing when it was unlinked meanwhile. */
export function replaceBinding(binding: Binding): Promise<void> {
  return changeBindings((current) => current.map((each) => (each.id === binding.id ? binding : each)));
}

/** The setting names the part; a workbook copied by a tool that drops settings still has the namespace. */
async function findPart(): Promise<string | undefined> {
  const named = await documentSetting(SETTING);
  return inWorkbook((book) => {
    const parts = book.customXmlParts.getByNamespace(NAMESPACE);
    parts.load("items/id");
    return () => (parts.items.find((part) => part.id === named) ?? parts.items[0])?.id;
  });
}

function readPart(partId: string): Promise<Binding[]> {
  return inWorkbook((book) => {
    const xml = book.customXmlParts.getItem(partId).getXml();
    return () => bindingsFrom(xml.value);
  });
}

async function writePart(partId: string | undefined, list: readonly Binding[]): Promise<void> {
  const xml = xmlOf(list);
  if (partId !== undefined) {
    return inWorkbook<void>((book) => {
      book.customXmlParts.getItem(partId).setXml(xml);
    });
  }
  const madeId = await inWorkbook((book) => {
    const part = book.customXmlParts.add(xml);
    part.load("id");
    return () => part.id;
  });
  return keepDocumentSetting(SETTING, madeId);
}

/** One element per table, its description as JSON: short, and readable by any tool that reads XML. */
function xmlOf(list: readonly Binding[]): string {
  const elements = list.map(
    (binding) => `<table id="${escaped(binding.id)}">${escaped(JSON.stringify(binding))}</table>`,
  );
  return `<sevenfold xmlns="${NAMESPACE}">${elements.join("")}</sevenfold>`;
}

function bindingsFrom(xml: string): Binding[] {
  return [...xml.matchAll(/<table [^>]*>([^<]*)<\/table>/g)].map(
    (match) => JSON.parse(unescaped(match[1] ?? "")) as Binding,
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
