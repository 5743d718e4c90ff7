import { FileProblem } from "./workbookFile.js";

/** Names come without their prefix: "x14:formula1" is "formula1". */
export interface XmlHandler {
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  /** The text between two tags, entities put in place. */
  text?(text: string): void;
}

/** The attributes of one tag, read when they are asked for. */
export class Attributes {
  constructor(private readonly source: string) {}

  get(name: string): string | null {
    const found = patternFor(name).exec(this.source);
    return found ? plainText(found[1] ?? found[2] ?? "") : null;
  }
  number(name: string): number | null {
    const text = this.get(name);
    const number = Number(text);
    return text === null || text === "" || !Number.isFinite(number) ? null : number;
  }
  /** "1" and "true" are true; absent is `otherwise`. */
  flag(name: string, otherwise = false): boolean {
    const text = this.get(name);
    return text === null ? otherwise : text === "1" || text === "true";
  }
}

const patterns = new Map<string, RegExp>();

/** `name` may come with a prefix: "id" finds r:id too. */
function patternFor(name: string): RegExp {
  let pattern = patterns.get(name);
  if (!pattern) {
    pattern = new RegExp(`(?:^|\\s)(?:[\\w]+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    patterns.set(name, pattern);
  }
  return pattern;
}

/**
 * Walks through an XML document, tag by tag. Document types and their entities are refused: no spreadsheet program writes
 * them, and they can be made to grow without end.
 */
export function walkXml(xml: string, handler: XmlHandler): void {
  let at = 0;
  while (at < xml.length) {
    const tag = xml.indexOf("<", at);
    const text = xml.slice(at, tag < 0 ? undefined : tag);
    if (text !== "") handler.text?.(plainText(text));
    if (tag < 0) return;
    if (xml.startsWith("<!--", tag)) {
      at = after(xml, "-->", tag);
    } else if (xml.startsWith("<![CDATA[", tag)) {
      at = after(xml, "]]>", tag);
      handler.text?.(xml.slice(tag + 9, at - 3));
    } else if (xml.startsWith("<?", tag)) {
      at = after(xml, "?>", tag);
    } else if (xml.startsWith("<!", tag)) {
      throw new FileProblem(
        "The workbook holds a document type, which no spreadsheet program writes. It is not opened.",
      );
    } else {
      const end = endOfTag(xml, tag);
      const inside = xml.slice(tag + 1, end);
      if (inside.startsWith("/")) handler.close?.(localName(inside.slice(1).trim()));
      else {
        const isEmpty = inside.endsWith("/");
        const body = isEmpty ? inside.slice(0, -1) : inside;
        const space = body.search(/\s/);
        const name = localName(space < 0 ? body : body.slice(0, space));
        handler.open?.(name, new Attributes(space < 0 ? "" : body.slice(space)));
        if (isEmpty) handler.close?.(name);
      }
      at = end + 1;
    }
  }
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

function after(xml: string, end: string, from: number): number {
  const found = xml.indexOf(end, from);
  if (found < 0) throw broken();
  return found + end.length;
}

/** An attribute's value may hold ">". */
function endOfTag(xml: string, from: number): number {
  const end = xml.indexOf(">", from);
  if (end < 0) throw broken();
  const quotes = xml.slice(from, end);
  if (isBalanced(quotes)) return end;
  let quote = "";
  for (let at = from; at < xml.length; at++) {
    const sign = xml[at] ?? "";
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ">") return at;
  }
  throw broken();
}

function isBalanced(text: string): boolean {
  let quote = "";
  for (const sign of text) {
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
  }
  return quote === "";
}

const broken = () =>
  new FileProblem("A part of the workbook breaks off. Open it where it was made, save it again as .xlsx and retry.");

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function plainText(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[\da-f]+|#\d+|\w+);/gi, (whole, inner: string) => {
    if (!inner.startsWith("#")) return ENTITIES[inner] ?? whole;
    const code = /^#x/i.test(inner) ? parseInt(inner.slice(2), 16) : Number(inner.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

/** Text for between tags or inside a quoted attribute. Signs that XML cannot hold are left out. */
export function xmlText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  );
}

/** ` name="value"` for each attribute that has a value; true is "1", false is "0". */
export function xmlAttributes(
  attributes: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(String(typeof value === "boolean" ? Number(value) : value))}"`)
    .join("");
}
