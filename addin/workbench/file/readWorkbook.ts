import { blockAt } from "../../host/addresses.js";
import { rootNamespace } from "../../host/excel/xmlRoot.js";
import { themeColours } from "./colours.js";
import { shownFormula } from "./formulas.js";
import { FilterReader } from "./filters.js";
import { Losses } from "./losses.js";
import { MOST_CELLS, namesOtherWorkbook, readSheet, unescaped } from "./readSheet.js";
import { readLooks } from "./readStyles.js";
import {
  FileProblem,
  type FileName,
  type FileSheet,
  type FileTable,
  type FileXmlPart,
  type WorkbookFile,
} from "./workbookFile.js";
import { walkXml } from "./xml.js";
import { ZipReader } from "./zip.js";

export interface ReadWorkbook {
  readonly file: WorkbookFile;
  /** What was in the file and is not kept; null when all is. */
  readonly notKept: string | null;
}

/**
 * Reads an .xlsx file. Errors: FileProblem, with words for the person who chose the file, for anything that is no plain
 * workbook: another format, damaged, encrypted, or unpacking to more than the workbench holds. Macros never run; they and
 * whatever else the workbench has no place for are left out and counted.
 */
export async function readWorkbook(bytes: Uint8Array<ArrayBuffer>): Promise<ReadWorkbook> {
  const zip = new ZipReader(bytes);
  const losses = new Losses();
  const workbookXml = await zip.text("xl/workbook.xml");
  if (workbookXml === null) {
    throw new FileProblem(
      zip.has("xl/workbook.bin")
        ? "This is a binary .xlsb workbook. Save it as .xlsx and open that."
        : "This file is no workbook. Choose a file that ends in .xlsx.",
    );
  }
  if (zip.names.some((name) => /vbaProject\.bin$/i.test(name))) losses.add("set of macros");
  const relations = await relationsOf(zip, "xl/workbook.xml");
  const partOf = (type: string) => [...relations.values()].find((one) => one.type.endsWith(`/${type}`))?.target ?? "";
  const theme = themeColours((await zip.text(partOf("theme"))) ?? "");
  const looks = readLooks((await zip.text(partOf("styles"))) ?? "", theme);
  const texts = readTexts((await zip.text(partOf("sharedStrings"))) ?? "");
  const outline = readOutline(workbookXml);

  const sheets: FileSheet[] = [];
  const places = new Map<number, number>();
  let allowance = MOST_CELLS;
  for (const [index, { name, state, relation }] of outline.sheets.entries()) {
    const { target, type } = relations.get(relation) ?? { target: "", type: "" };
    const xml = type.endsWith("/worksheet") ? await zip.text(target) : null;
    if (xml === null) {
      losses.add("sheet that is a chart");
      continue;
    }
    const { tableRelations, ...part } = readSheet(xml, { texts, losses, allowance });
    allowance -= part.cells.length;
    const related = await relationsOf(zip, target);
    countDrawn(related, losses);
    const tables: FileTable[] = [];
    for (const id of tableRelations) {
      const table = readTable((await zip.text(related.get(id)?.target ?? "")) ?? "", losses);
      if (table) tables.push(table);
    }
    places.set(index, sheets.length);
    const visibility = state === "veryHidden" ? "VeryHidden" : state === "hidden" ? "Hidden" : "Visible";
    sheets.push({ ...part, name, visibility, tables });
    // A long file must not freeze the page for good: other work gets its turn between two sheets.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (sheets.length === 0) throw new FileProblem("The workbook has no sheet with cells.");
  const [first] = sheets;
  if (first && sheets.every(({ visibility }) => visibility !== "Visible"))
    sheets[0] = { ...first, visibility: "Visible" };
  const active = places.get(outline.active) ?? 0;
  const file: WorkbookFile = {
    sheets,
    activeSheet:
      sheets[active]?.visibility === "Visible" ? active : sheets.findIndex((one) => one.visibility === "Visible"),
    looks,
    names: namesIn(outline, places),
    xmlParts: await readXmlParts(zip, relations),
    properties: readProperties((await zip.text("docProps/core.xml")) ?? ""),
  };
  return { file, notKept: losses.line };
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

/** The parts that a part refers to, by the id it uses for them. */
async function relationsOf(zip: ZipReader, part: string): Promise<Map<string, Relation>> {
  const folder = part.slice(0, part.lastIndexOf("/") + 1);
  const xml = (await zip.text(`${folder}_rels/${part.slice(folder.length)}.rels`)) ?? "";
  const relations = new Map<string, Relation>();
  walkXml(xml, {
    open(name, attributes) {
      if (name !== "Relationship" || attributes.get("TargetMode") === "External") return;
      const target = new URL(attributes.get("Target") ?? "", `zip:///${folder}`).pathname.replace(/^\/+/, "");
      relations.set(attributes.get("Id") ?? "", {
        type: attributes.get("Type") ?? "",
        target: decodeURIComponent(target),
      });
    },
  });
  return relations;
}

interface Outline {
  readonly sheets: { readonly name: string; readonly state: string; readonly relation: string }[];
  readonly names: { name: string; text: string; sheet: number | null; visible: boolean; comment: string }[];
  active: number;
}

function readOutline(xml: string): Outline {
  const outline: Outline = { sheets: [], names: [], active: 0 };
  let isInName = false;
  walkXml(xml, {
    open(name, attributes) {
      if (name === "sheet") {
        const state = attributes.get("state") ?? "visible";
        outline.sheets.push({ name: attributes.get("name") ?? "Sheet", state, relation: attributes.get("id") ?? "" });
      }
      if (name === "workbookView") outline.active = attributes.number("activeTab") ?? 0;
      if (name === "workbookPr" && attributes.flag("date1904")) {
        throw new FileProblem(
          "This workbook counts its dates from 1904. Switch that off in its advanced options, save it and open it again.",
        );
      }
      if (name === "definedName") {
        isInName = true;
        const sheet = attributes.number("localSheetId");
        const visible = !attributes.flag("hidden");
        outline.names.push({
          name: attributes.get("name") ?? "",
          text: "",
          sheet,
          visible,
          comment: attributes.get("comment") ?? "",
        });
      }
    },
    close(name) {
      if (name === "definedName") isInName = false;
    },
    text(text) {
      const last = outline.names.at(-1);
      if (isInName && last) last.text += text;
    },
  });
  return outline;
}

/** Names that the program makes for itself (print areas, filters) stay out, and so do those of other workbooks. */
function namesIn({ names }: Outline, places: ReadonlyMap<number, number>): FileName[] {
  return names.flatMap(({ text, sheet, ...name }) => {
    const place = sheet === null ? null : places.get(sheet);
    const isOwn = name.name.startsWith("_xlnm.") || name.name.startsWith("_xl");
    if (place === undefined || isOwn || text === "" || namesOtherWorkbook(`=${text}`)) return [];
    return [{ ...name, formula: shownFormula(text), sheet: place }];
  });
}

function readTexts(xml: string): string[] {
  const texts: string[] = [];
  let tag = "";
  let phonetic = false;
  walkXml(xml, {
    open(name) {
      tag = name;
      if (name === "si") texts.push("");
      if (name === "rPh") phonetic = true;
    },
    close(name) {
      tag = "";
      if (name === "rPh") phonetic = false;
      if (name === "si") texts.push(unescaped(texts.pop() ?? ""));
    },
    text(text) {
      if (tag === "t" && !phonetic) texts.push((texts.pop() ?? "") + text);
    },
  });
  return texts;
}

const DRAWN: Readonly<Record<string, string>> = {
  drawing: "chart or picture",
  comments: "sheet's set of comments",
  threadedComment: "sheet's set of comments",
  pivotTable: "pivot table",
  slicer: "slicer",
  control: "form control",
};

function countDrawn(relations: ReadonlyMap<string, Relation>, losses: Losses): void {
  const kinds = [...relations.values()].map(({ type }) => DRAWN[type.slice(type.lastIndexOf("/") + 1)]);
  for (const kind of new Set(kinds))
    if (kind !== undefined)
      losses.add(kind, kind.startsWith("sheet's") ? 1 : kinds.filter((one) => one === kind).length);
}

function readTable(xml: string, losses: Losses): FileTable | null {
  const columns: { id: number; name: string; shownValues: string[] | null }[] = [];
  const filter = new FilterReader(losses);
  let table: Omit<FileTable, "columns"> | null = null;
  walkXml(xml, {
    open(name, attributes) {
      if (name === "table") {
        const area = blockAt(attributes.get("ref") ?? "");
        const totals = attributes.number("totalsRowCount") ?? 0;
        if (!area || attributes.number("headerRowCount") === 0 || area.rowCount - totals < 2) return;
        table = {
          id: attributes.get("uid") ?? `{${crypto.randomUUID().toUpperCase()}}`,
          name: attributes.get("displayName") ?? attributes.get("name") ?? "Table",
          area: { ...area, rowCount: area.rowCount - totals },
          ...{ style: "", showBandedRows: false, showBandedColumns: false },
          ...{ highlightFirstColumn: false, highlightLastColumn: false, showFilterButton: false },
        };
      }
      if (name === "tableColumn") {
        const column = {
          id: attributes.number("id") ?? columns.length + 1,
          name: unescaped(attributes.get("name") ?? ""),
        };
        columns.push({ ...column, shownValues: null });
      }
      if (!table) return;
      if (name === "autoFilter") table = { ...table, showFilterButton: true };
      filter.open(name, attributes);
      if (name === "tableStyleInfo") {
        table = {
          ...table,
          style: attributes.get("name") ?? "",
          showBandedRows: attributes.flag("showRowStripes"),
          showBandedColumns: attributes.flag("showColumnStripes"),
          highlightFirstColumn: attributes.flag("showFirstColumn"),
          highlightLastColumn: attributes.flag("showLastColumn"),
        };
      }
    },
  });
  if (!table) {
    losses.add("table without headings");
    return null;
  }
  for (const [index, values] of filter.found) {
    const column = columns[index];
    if (column && values.length > 0) column.shownValues = values;
  }
  return { ...(table as Omit<FileTable, "columns">), columns };
}

async function readXmlParts(zip: ZipReader, relations: ReadonlyMap<string, Relation>): Promise<FileXmlPart[]> {
  const parts: FileXmlPart[] = [];
  for (const { type, target } of relations.values()) {
    if (!type.endsWith("/customXml")) continue;
    const xml = await zip.text(target);
    if (xml === null || rootNamespace(xml) === null) continue;
    const props = [...(await relationsOf(zip, target)).values()].find((one) => one.type.endsWith("/customXmlProps"));
    let id = `{${crypto.randomUUID().toUpperCase()}}`;
    walkXml((await zip.text(props?.target ?? "")) ?? "", {
      open(name, attributes) {
        if (name === "datastoreItem") id = attributes.get("itemID") ?? id;
      },
    });
    parts.push({ id, xml });
  }
  return parts;
}

const PROPERTIES: Readonly<Record<string, string>> = {
  title: "title",
  subject: "subject",
  creator: "author",
  description: "comments",
  keywords: "keywords",
};

function readProperties(xml: string): Record<string, string> {
  const properties: Record<string, string> = {};
  let name: string | undefined;
  walkXml(xml, {
    open(tag) {
      name = PROPERTIES[tag];
    },
    close() {
      name = undefined;
    },
    text(text) {
      if (name !== undefined) properties[name] = (properties[name] ?? "") + text;
    },
  });
  return properties;
}
