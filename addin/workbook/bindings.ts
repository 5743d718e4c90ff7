import type { ColumnType, ServerValue } from "./cells.js";
import type { ColumnStyle } from "./columnStyle.js";
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
  /**
   * Excel's own id of the table column. It stays when the column is renamed, moved or hidden; the heading does not. In an
   * adopted range it is the number of the hidden name that follows the column.
   */
  readonly columnId: number;
  /** How the user's own column writes figures; absent where Sevenfold wrote the column. */
  readonly style?: ColumnStyle;
}

/** A table or range of the user's own. Nothing is inserted into it: its rows are told apart by key columns. */
export interface Adoption {
  /** Fields whose values together name a row, such as `reference`. */
  readonly keyFields: readonly string[];
  /** Start of the hidden names that follow the columns of a plain range; null for an Excel table, which has column ids. */
  readonly namePrefix: string | null;
  /** True for a plain range without a row of headings: its names begin with its first row. */
  readonly isBare?: boolean;
  /** KEEP: where the user's cell differed, it is an edit. REPLACE: the next refresh brings the server's value. */
  readonly differences: "KEEP" | "REPLACE";
  /** LEAVE: rows whose key the server does not know stay as they are. OFFER: they are published as new rows. */
  readonly unknownRows: "LEAVE" | "OFFER";
  /** Keys that the server did not know at the last look; a key that appears later is worth a word. */
  readonly leftAlone: readonly string[];
}

/** A filter as the server takes it. */
export interface BoundCondition {
  readonly field: string;
  readonly operator: "IN" | "NOT_IN" | "CONTAINS" | "AT_LEAST" | "AT_MOST" | "IS_BLANK" | "IS_NOT_BLANK";
  readonly values: readonly string[];
}

export type DatasetName =
  "CONTRACTS" | "SAVINGS" | "KPIS" | "PIPELINE" | "SUPPLIERS" | "SPEND" | "CLAIMS" | "WAIVERS" | "SOCIAL_VALUE";

/** One linked table: which Excel table shows which part of which data set. Travels with the workbook; holds no secret. */
export interface Binding {
  readonly id: string;
  /** Excel's own id of the table; it stays when the table is renamed. "" for an adopted range. */
  readonly tableId: string;
  readonly dataset: DatasetName;
  readonly label: string;
  readonly where: readonly BoundCondition[];
  readonly columns: readonly BoundColumn[];
  /** The hidden columns of a pulled table; -1 in an adopted one, which has none. */
  readonly idColumnId: number;
  readonly versionColumnId: number;
  /** Which block of the sheet of pulled values is this table's. */
  readonly slot: number;
  readonly rowCount: number;
  readonly asAt: string;
  /** When the figures were read on the server, a UTC moment. */
  readonly readAt: string;
  /** Present for a table of the user's own. */
  readonly adoption?: Adoption;
  /** When it was frozen, a UTC moment: its cells are plain values until it is thawed. */
  readonly frozenAt?: string;
  /** Excel's id of the column that says what became of each row, where the user wished for one. */
  readonly statusColumnId?: number;
  /** Edits that somebody else's change met at the last refresh. */
  readonly conflictsAhead?: number;
  /** Rows that the user wants deleted with the next publish. */
  readonly marked?: readonly MarkedRow[];
}

/** A row marked for deletion, at the version that the user looked at: one that changed since is not deleted. */
export interface MarkedRow {
  readonly id: string;
  readonly version: number;
}

/** What a linked cell shows: a KPI's figure, or one field of one row. */
export type Figure =
  | {
      readonly kind: "KPI";
      readonly kpi: string;
      /** Null: the whole collaboration. */
      readonly force: string | null;
      /** Null: the latest quarter that has ended and is reported. */
      readonly period: string | null;
      /** The figure in two measures, the quarter's target, or the word beside it. */
      readonly measure: "QUARTER" | "YEAR_TO_DATE" | "TARGET" | "RAG";
      /** "YYYY-MM-DD": by the rows up to that day; null is the figure as it is kept. */
      readonly asAt: string | null;
    }
  | {
      readonly kind: "FIELD";
      readonly dataset: "CONTRACTS" | "SAVINGS";
      readonly reference: string;
      readonly field: string;
      /** The date at which derived fields are worked out; null is today. */
      readonly asAt: string | null;
    };

/** The row that a field of a contract or saving belongs to. */
export interface FigureRow {
  readonly id: string;
  /** The version at which the field was read. */
  readonly version: number;
  /** False for a field that Sevenfold alone changes. */
  readonly editable: boolean;
}

/** One cell bound to one figure. */
export interface LinkedCell {
  readonly id: string;
  /** The hidden name that follows the cell. */
  readonly name: string;
  /** The figure in words: "Compliance, KENT, 2026-27 Q2". */
  readonly label: string;
  readonly figure: Figure;
  readonly type: ColumnType;
  readonly unit: string | null;
  readonly style: ColumnStyle;
  /** The server's value when it was last read; null when there was none, for which `problem` has the reason. */
  readonly value: ServerValue;
  readonly problem: string | null;
  readonly asAt: string | null;
  readonly readAt: string;
  /** Null for a KPI's figure and for a row that is not there; absent in a link that was made before this was kept. */
  readonly row?: FigureRow | null;
  /**
   * The figure that the user typed over, and its row's version, where the server's figure has moved on since: publishing the
   * edit is then seen as a conflict.
   */
  readonly typedOver?: { readonly value: ServerValue; readonly version: number };
  readonly frozenAt?: string;
}

/** Own namespace of the custom XML part, so that other tools can find it. */
const NAMESPACE = "urn:sevenfold:workbook:1";
const SETTING = "Sevenfold.BindingsPart";

/** Everything that is linked, as it is kept in the workbook. */
interface Links {
  readonly tables: Binding[];
  readonly cells: LinkedCell[];
}

/** All linked tables of this workbook, in the order they were made; frozen ones as well. */
export async function bindings(): Promise<Binding[]> {
  return (await links()).tables;
}

/** The linked tables that are not frozen. */
export async function liveBindings(): Promise<Binding[]> {
  return (await bindings()).filter((binding) => binding.frozenAt === undefined);
}

/** All linked cells of this workbook, in the order they were made; frozen ones as well. */
export async function linkedCells(): Promise<LinkedCell[]> {
  return (await links()).cells;
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
  return changeLinks((current) => ({ ...current, tables: [...change(current.tables)] }));
}

/** Changes the list of linked cells, in the same way. */
export function changeLinkedCells(change: (current: LinkedCell[]) => readonly LinkedCell[]): Promise<void> {
  return changeLinks((current) => ({ ...current, cells: [...change(current.cells)] }));
}

function changeLinks(change: (current: Links) => Links): Promise<void> {
  const next = lastChange.then(async () => {
    const partId = await findPart();
    await writePart(partId, change(partId === undefined ? { tables: [], cells: [] } : await readPart(partId)));
  });
  lastChange = next.catch(() => undefined); // The caller hears of it; the next change must still run.
  return next;
}

/** Puts a changed binding in the place of the one with its id. Does nothing when it was unlinked meanwhile. */
export function replaceBinding(binding: Binding): Promise<void> {
  return changeBindings((current) => current.map((each) => (each.id === binding.id ? binding : each)));
}

async function links(): Promise<Links> {
  const partId = await findPart();
  return partId === undefined ? { tables: [], cells: [] } : readPart(partId);
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

function readPart(partId: string): Promise<Links> {
  return inWorkbook((book) => {
    const xml = book.customXmlParts.getItem(partId).getXml();
    return () => linksFrom(xml.value);
  });
}

async function writePart(partId: string | undefined, links: Links): Promise<void> {
  const xml = xmlOf(links);
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

/** One element per table and cell, its description as JSON: short, and readable by any tool that reads XML. */
function xmlOf({ tables, cells }: Links): string {
  const element = (tag: string) => (each: Binding | LinkedCell) =>
    `<${tag} id="${escaped(each.id)}">${escaped(JSON.stringify(each))}</${tag}>`;
  const elements = [...tables.map(element("table")), ...cells.map(element("cell"))];
  return `<sevenfold xmlns="${NAMESPACE}">${elements.join("")}</sevenfold>`;
}

function linksFrom(xml: string): Links {
  const all = [...xml.matchAll(/<(table|cell) [^>]*>([^<]*)<\/\1>/g)].map(
    ([, tag, json = ""]) => [tag, JSON.parse(unescaped(json)) as unknown] as const,
  );
  const having = <T>(tag: string) => all.filter(([each]) => each === tag).map(([, described]) => described as T);
  return { tables: having<Binding>("table"), cells: having<LinkedCell>("cell") };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");
}
