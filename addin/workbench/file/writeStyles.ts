import { FIRST_OWN_NUMBER, builtInNumber } from "./numberFormats.js";
import type { BorderSide, Look } from "./workbookFile.js";
import { xmlAttributes, xmlText } from "./xml.js";

const SIDES: readonly BorderSide[] = ["left", "right", "top", "bottom"];

/** xl/styles.xml with one cell format per look, in their order. */
export function stylesXml(looks: readonly Look[]): string {
  const fonts = new Shelf(`<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>`);
  // A file's first two fills are these, whoever writes it.
  const fills = new Shelf(
    `<fill><patternFill patternType="none"/></fill>`,
    `<fill><patternFill patternType="gray125"/></fill>`,
  );
  const borders = new Shelf(`<border><left/><right/><top/><bottom/><diagonal/></border>`);
  const formats = new Map<string, number>();
  const numberOf = (format: string | undefined): number => {
    if (format === undefined || format === "General") return 0;
    const known = builtInNumber(format) ?? formats.get(format);
    if (known !== undefined) return known;
    const number = FIRST_OWN_NUMBER + formats.size;
    formats.set(format, number);
    return number;
  };
  const cellFormats = looks.map((look) => {
    const ids = {
      numFmtId: numberOf(look.numberFormat),
      fontId: fonts.place(fontXml(look)),
      fillId: fills.place(fillXml(look)),
      borderId: borders.place(borderXml(look)),
    };
    const applied = {
      applyNumberFormat: ids.numFmtId > 0 || null,
      applyFont: ids.fontId > 0 || null,
      applyFill: ids.fillId > 0 || null,
      applyBorder: ids.borderId > 0 || null,
    };
    const alignment = alignmentXml(look);
    const protection = look.locked === false ? `<protection locked="0"/>` : "";
    const more = { applyAlignment: alignment !== "" || null, applyProtection: protection !== "" || null };
    return `<xf${xmlAttributes({ ...ids, xfId: 0, ...applied, ...more })}>${alignment}${protection}</xf>`;
  });
  const ownFormats = [...formats].map(
    ([formatCode, numFmtId]) => `<numFmt${xmlAttributes({ numFmtId, formatCode })}/>`,
  );
  return (
    `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
    (ownFormats.length > 0 ? `<numFmts count="${ownFormats.length}">${ownFormats.join("")}</numFmts>` : "") +
    `<fonts count="${fonts.size}">${fonts.xml}</fonts><fills count="${fills.size}">${fills.xml}</fills>` +
    `<borders count="${borders.size}">${borders.xml}</borders>` +
    `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
    `<cellXfs count="${cellFormats.length}">${cellFormats.join("")}</cellXfs>` +
    `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
    `<dxfs count="0"/><tableStyles count="0" defaultTableStyle="TableStyleMedium2" defaultPivotStyle="PivotStyleLight16"/>` +
    `</styleSheet>`
  );
}

/** Distinct pieces of XML, numbered. */
class Shelf {
  readonly #places = new Map<string, number>();

  constructor(...first: string[]) {
    for (const piece of first) this.place(piece);
  }
  place(piece: string): number {
    const known = this.#places.get(piece) ?? this.#places.size;
    this.#places.set(piece, known);
    return known;
  }
  get size(): number {
    return this.#places.size;
  }
  get xml(): string {
    return [...this.#places.keys()].join("");
  }
}

function fontXml(look: Look): string {
  const { bold, italic, strikethrough, underline, fontSize = 11, fontColor, fontName = "Calibri" } = look;
  return (
    "<font>" +
    (bold ? "<b/>" : "") +
    (italic ? "<i/>" : "") +
    (strikethrough ? "<strike/>" : "") +
    (underline === "Single" ? "<u/>" : "") +
    `<sz val="${fontSize}"/>` +
    (fontColor ? `<color rgb="${argb(fontColor)}"/>` : "") +
    `<name val="${xmlText(fontName)}"/><family val="2"/></font>`
  );
}

function fillXml({ fillColor }: Look): string {
  if (!fillColor) return `<fill><patternFill patternType="none"/></fill>`;
  return `<fill><patternFill patternType="solid"><fgColor rgb="${argb(fillColor)}"/><bgColor indexed="64"/></patternFill></fill>`;
}

function borderXml({ borders = {} }: Look): string {
  const sides = SIDES.map((side) => {
    const border = borders[side];
    return border
      ? `<${side} style="${xmlText(border.style)}"><color rgb="${argb(border.color)}"/></${side}>`
      : `<${side}/>`;
  });
  return `<border>${sides.join("")}<diagonal/></border>`;
}

function alignmentXml(look: Look): string {
  const horizontal = look.horizontalAlignment === "General" ? null : look.horizontalAlignment?.toLowerCase();
  // An indent counts from a side; without one Excel ignores it.
  const indent = look.indentLevel || null;
  const attributes = xmlAttributes({
    horizontal: horizontal ?? (indent ? "left" : null),
    vertical: look.verticalAlignment === "Bottom" ? null : look.verticalAlignment?.toLowerCase(),
    wrapText: look.wrapText || null,
    indent,
  });
  return attributes === "" ? "" : `<alignment${attributes}/>`;
}

const argb = (colour: string): string => `FF${colour.replace("#", "").toUpperCase()}`;
