import { addressOf, columnLetters } from "../../host/addresses.js";
import { storedFormula } from "./formulas.js";
import { stylesXml } from "./writeStyles.js";
import type { FileCell, FileList, FileSheet, FileTable, WorkbookFile } from "./workbookFile.js";
import { xmlAttributes, xmlText } from "./xml.js";
import { zipOf } from "./zip.js";

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml";
const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`;

interface Part {
  readonly name: string;
  readonly text: string;
  readonly contentType?: string;
}

/** Writes an .xlsx file. `namespaces`: the words before the dot of the add-in's functions. */
export function writeWorkbook(file: WorkbookFile, namespaces: readonly string[]): Promise<Blob> {
  const texts = new Texts();
  const stored = (formula: string) => storedFormula(formula, namespaces);
  const parts: Part[] = [];
  const workbookRelations: [string, string][] = [];
  let tables = 0;
  for (const [index, sheet] of file.sheets.entries()) {
    const name = `xl/worksheets/sheet${index + 1}.xml`;
    const relations = sheet.tables.map((table): [string, string] => {
      tables += 1;
      parts.push({
        name: `xl/tables/table${tables}.xml`,
        text: tableXml(table, tables),
        contentType: `${SHEET}.table+xml`,
      });
      return ["table", `../tables/table${tables}.xml`];
    });
    const isActive = index === file.activeSheet;
    parts.push({ name, text: sheetXml(sheet, { texts, stored, isActive }), contentType: `${SHEET}.worksheet+xml` });
    if (relations.length > 0)
      parts.push({ name: `xl/worksheets/_rels/sheet${index + 1}.xml.rels`, text: relationsXml(relations) });
    workbookRelations.push(["worksheet", `worksheets/sheet${index + 1}.xml`]);
  }
  workbookRelations.push(["styles", "styles.xml"], ["sharedStrings", "sharedStrings.xml"]);
  for (const [index, part] of file.xmlParts.entries()) {
    const number = index + 1;
    parts.push(
      { name: `customXml/item${number}.xml`, text: part.xml },
      {
        name: `customXml/itemProps${number}.xml`,
        text:
          `${HEAD}<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"${xmlAttributes({ "ds:itemID": part.id })}>` +
          `<ds:schemaRefs/></ds:datastoreItem>`,
        contentType: "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
      },
      {
        name: `customXml/_rels/item${number}.xml.rels`,
        text: relationsXml([["customXmlProps", `itemProps${number}.xml`]]),
      },
    );
    workbookRelations.push(["customXml", `../customXml/item${number}.xml`]);
  }
  parts.push(
    { name: "xl/workbook.xml", text: workbookXml(file, stored), contentType: `${SHEET}.sheet.main+xml` },
    { name: "xl/_rels/workbook.xml.rels", text: relationsXml(workbookRelations) },
    { name: "xl/styles.xml", text: HEAD + stylesXml(file.looks), contentType: `${SHEET}.styles+xml` },
    { name: "xl/sharedStrings.xml", text: texts.xml, contentType: `${SHEET}.sharedStrings+xml` },
    {
      name: "docProps/core.xml",
      text: propertiesXml(file.properties),
      contentType: "application/vnd.openxmlformats-package.core-properties+xml",
    },
    {
      name: "_rels/.rels",
      text: relationsXml([
        ["officeDocument", "xl/workbook.xml"],
        ["core-properties", "docProps/core.xml"],
      ]),
    },
  );
  return zipOf([{ name: "[Content_Types].xml", text: contentTypesXml(parts) }, ...parts]);
}

/** The texts of all sheets, each kept once. */
class Texts {
  readonly #places = new Map<string, number>();
  #used = 0;

  place(text: string): number {
    this.#used += 1;
    const known = this.#places.get(text) ?? this.#places.size;
    this.#places.set(text, known);
    return known;
  }
  get xml(): string {
    const items = [...this.#places.keys()].map((text) => `<si><t xml:space="preserve">${cellText(text)}</t></si>`);
    return `${HEAD}<sst xmlns="${MAIN}" count="${this.#used}" uniqueCount="${items.length}">${items.join("")}</sst>`;
  }
}

/** "_x0041_" in a text would be read as a sign's number. */
const cellText = (text: string): string =>
  xmlText(text.replace(/_(?=x[\dA-F]{4}_)/gi, "_x005F_")).replaceAll("&#10;", "\n");

interface SheetSurroundings {
  readonly texts: Texts;
  readonly stored: (formula: string) => string;
  readonly isActive: boolean;
}

function sheetXml(sheet: FileSheet, { texts, stored, isActive }: SheetSurroundings): string {
  const { frozen, merged, lists, tables } = sheet;
  const view = { showGridLines: sheet.showsGridlines ? null : false, tabSelected: isActive || null, workbookViewId: 0 };
  const format = {
    defaultColWidth: sheet.defaultWidth === null ? null : widthOf(sheet.defaultWidth),
    defaultRowHeight: sheet.defaultHeight ?? 15,
    customHeight: sheet.defaultHeight === null ? null : true,
  };
  const columns = sheet.columns.map(({ first, last, width, hidden, look }) => {
    const size = width === null ? { width: 9.140625 } : { width: widthOf(width), customWidth: true };
    return `<col${xmlAttributes({ min: first + 1, max: last + 1, ...size, style: look || null, hidden: hidden || null })}/>`;
  });
  const merges = merged.map((block) => `<mergeCell ref="${addressOf(block)}"/>`);
  const validations = lists.map((list) => listXml(list, stored));
  const parts = tables.map((_, index) => `<tablePart r:id="rId${index + 1}"/>`);
  return (
    `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">` +
    `<sheetViews><sheetView${xmlAttributes(view)}>${paneXml(frozen)}</sheetView></sheetViews>` +
    `<sheetFormatPr${xmlAttributes(format)}/>` +
    (columns.length > 0 ? `<cols>${columns.join("")}</cols>` : "") +
    `<sheetData>${rowsXml(sheet, texts, stored)}</sheetData>` +
    (sheet.isProtected ? `<sheetProtection sheet="1" formatCells="0" formatColumns="0" formatRows="0"/>` : "") +
    (merges.length > 0 ? `<mergeCells count="${merges.length}">${merges.join("")}</mergeCells>` : "") +
    (validations.length > 0
      ? `<dataValidations count="${validations.length}">${validations.join("")}</dataValidations>`
      : "") +
    (parts.length > 0 ? `<tableParts count="${parts.length}">${parts.join("")}</tableParts>` : "") +
    `</worksheet>`
  );
}

const widthOf = (pixels: number): number => Math.round((pixels / 7) * 256) / 256;

function paneXml({ rows, columns }: FileSheet["frozen"]): string {
  if (rows === 0 && columns === 0) return "";
  const activePane = rows > 0 && columns > 0 ? "bottomRight" : rows > 0 ? "bottomLeft" : "topRight";
  const topLeftCell = columnLetters(columns) + String(rows + 1);
  const split = { xSplit: columns || null, ySplit: rows || null };
  return `<pane${xmlAttributes({ ...split, topLeftCell, activePane, state: "frozen" })}/><selection pane="${activePane}"/>`;
}

function rowsXml({ cells, rows }: FileSheet, texts: Texts, stored: (formula: string) => string): string {
  const byRow = new Map<number, FileCell[]>();
  for (const cell of cells) {
    const known = byRow.get(cell.row);
    if (known) known.push(cell);
    else byRow.set(cell.row, [cell]);
  }
  const numbers = [...new Set([...byRow.keys(), ...rows.keys()])].sort((a, b) => a - b);
  return numbers
    .map((number) => {
      const row = rows.get(number);
      const attributes = {
        r: number + 1,
        s: row?.look || null,
        customFormat: row?.look ? true : null,
        ht: row?.height,
        hidden: row?.hidden || null,
        customHeight: row && row.height !== null ? true : null,
      };
      const inOrder = (byRow.get(number) ?? []).sort((a, b) => a.column - b.column);
      return `<row${xmlAttributes(attributes)}>${inOrder.map((cell) => cellXml(cell, texts, stored)).join("")}</row>`;
    })
    .join("");
}

const ERROR = /^#(N\/A|VALUE!|REF!|DIV\/0!|NUM!|NAME\?|NULL!)$/;

function cellXml(
  { row, column, value, formula, look, spill }: FileCell,
  texts: Texts,
  stored: (formula: string) => string,
): string {
  const place = ` r="${columnLetters(column)}${row + 1}"${look > 0 ? ` s="${look}"` : ""}`;
  const area = spill && addressOf({ row, column, ...spill });
  const f = formula === null ? "" : `<f${area ? ` t="array" ref="${area}"` : ""}>${xmlText(stored(formula))}</f>`;
  if (typeof value === "number") return `<c${place}>${f}<v>${value}</v></c>`;
  if (typeof value === "boolean") return `<c${place} t="b">${f}<v>${Number(value)}</v></c>`;
  if (value === "") return formula === null ? `<c${place}/>` : `<c${place}>${f}</c>`;
  if (ERROR.test(value)) return `<c${place} t="e">${f}<v>${value}</v></c>`;
  if (formula === null) return `<c${place} t="s"><v>${texts.place(value)}</v></c>`;
  // What waits for an answer, or is an error only newer programs know, has no value yet.
  return value.startsWith("#") ? `<c${place}>${f}</c>` : `<c${place} t="str">${f}<v>${cellText(value)}</v></c>`;
}

function listXml(list: FileList, stored: (formula: string) => string): string {
  const alert = list.errorAlert as { message?: string; showAlert?: boolean; style?: string; title?: string } | null;
  const prompt = list.prompt as { message?: string; showPrompt?: boolean; title?: string } | null;
  const attributes = {
    type: "list",
    errorStyle: alert?.style && alert.style !== "Stop" ? alert.style.toLowerCase() : null,
    allowBlank: list.ignoreBlanks || null,
    showDropDown: list.showInCell ? null : true,
    showInputMessage: prompt?.showPrompt || null,
    showErrorMessage: (alert?.showAlert ?? true) || null,
    errorTitle: alert?.title || null,
    error: alert?.message || null,
    promptTitle: prompt?.title || null,
    prompt: prompt?.message || null,
    sqref: list.areas.map((area) => addressOf(area)).join(" "),
  };
  const source = list.source.startsWith("=") ? stored(list.source) : `"${list.source.replaceAll('"', '""')}"`;
  return `<dataValidation${xmlAttributes(attributes)}><formula1>${xmlText(source)}</formula1></dataValidation>`;
}

function tableXml(table: FileTable, number: number): string {
  const ref = addressOf(table.area);
  const filters = table.columns.flatMap(({ shownValues }, colId) => {
    if (!shownValues) return [];
    const values = shownValues.filter((value) => value !== "").map((val) => `<filter${xmlAttributes({ val })}/>`);
    const blank = shownValues.includes("") || null;
    return [
      `<filterColumn${xmlAttributes({ colId })}><filters${xmlAttributes({ blank })}>${values.join("")}</filters></filterColumn>`,
    ];
  });
  const columns = table.columns.map(({ id, name }) => `<tableColumn${xmlAttributes({ id, name: heading(name) })}/>`);
  const style = {
    name: table.style || null,
    showFirstColumn: table.highlightFirstColumn,
    showLastColumn: table.highlightLastColumn,
    showRowStripes: table.showBandedRows,
    showColumnStripes: table.showBandedColumns,
  };
  const names = {
    id: number,
    name: table.name,
    displayName: table.name,
    ref,
    totalsRowShown: false,
    "xr:uid": table.id,
  };
  return (
    `${HEAD}<table xmlns="${MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="xr" ` +
    `xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"${xmlAttributes(names)}>` +
    (table.showFilterButton || filters.length > 0 ? `<autoFilter ref="${ref}">${filters.join("")}</autoFilter>` : "") +
    `<tableColumns count="${columns.length}">${columns.join("")}</tableColumns>` +
    `<tableStyleInfo${xmlAttributes(style)}/></table>`
  );
}

/** Tables write a heading's line break as a sign's number. */
const heading = (name: string): string => name.replace(/[\n\r]/g, (sign) => `_x000${sign === "\n" ? "a" : "d"}_`);

function workbookXml({ sheets, names, activeSheet }: WorkbookFile, stored: (formula: string) => string): string {
  const tabs = sheets.map(({ name, visibility }, index) => {
    const state = visibility === "Visible" ? null : visibility === "Hidden" ? "hidden" : "veryHidden";
    return `<sheet${xmlAttributes({ name, sheetId: index + 1, state, "r:id": `rId${index + 1}` })}/>`;
  });
  const defined = names.map(({ name, formula, comment, visible, sheet }) => {
    const attributes = { name, comment: comment || null, localSheetId: sheet, hidden: visible ? null : true };
    return `<definedName${xmlAttributes(attributes)}>${xmlText(stored(formula))}</definedName>`;
  });
  return (
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr/>` +
    `<bookViews><workbookView${xmlAttributes({ activeTab: activeSheet })}/></bookViews><sheets>${tabs.join("")}</sheets>` +
    (defined.length > 0 ? `<definedNames>${defined.join("")}</definedNames>` : "") +
    // Whoever opens the file works the formulas out afresh.
    `<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>`
  );
}

function relationsXml(relations: readonly (readonly [type: string, target: string])[]): string {
  const items = relations.map(([type, target], index) => {
    const full = type === "core-properties" ? `${PACKAGE}/relationships/metadata/${type}` : `${RELATIONS}/${type}`;
    return `<Relationship${xmlAttributes({ Id: `rId${index + 1}`, Type: full, Target: target })}/>`;
  });
  return `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${items.join("")}</Relationships>`;
}

function contentTypesXml(parts: readonly Part[]): string {
  const own = parts.flatMap(({ name, contentType }) =>
    contentType === undefined
      ? []
      : [`<Override${xmlAttributes({ PartName: `/${name}`, ContentType: contentType })}/>`],
  );
  return (
    `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
    `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>${own.join("")}</Types>`
  );
}

function propertiesXml(properties: Readonly<Record<string, string>>): string {
  const tags: [string, string][] = [
    ["dc:title", "title"],
    ["dc:subject", "subject"],
    ["dc:creator", "author"],
    ["dc:description", "comments"],
    ["cp:keywords", "keywords"],
  ];
  const lines = tags
    .filter(([, property]) => properties[property])
    .map(([tag, property]) => `<${tag}>${xmlText(properties[property] ?? "")}</${tag}>`);
  return (
    `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" ` +
    `xmlns:dc="http://purl.org/dc/elements/1.1/">${lines.join("")}</cp:coreProperties>`
  );
}
