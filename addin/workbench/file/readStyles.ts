import { colourOf } from "./colours.js";
import { BUILT_IN } from "./numberFormats.js";
import type { BorderSide, Look } from "./workbookFile.js";
import { walkXml, type Attributes } from "./xml.js";

type FontLook = Pick<Look, "fontName" | "fontSize" | "fontColor" | "bold" | "italic" | "underline" | "strikethrough">;
type Borders = NonNullable<Look["borders"]>;

const SIDES: readonly string[] = ["left", "right", "top", "bottom"];
const HORIZONTAL: Readonly<Record<string, Look["horizontalAlignment"]>> = {
  left: "Left",
  center: "Center",
  right: "Right",
  centerContinuous: "Center",
};
const VERTICAL: Readonly<Record<string, Look["verticalAlignment"]>> = {
  top: "Top",
  center: "Center",
  bottom: "Bottom",
};

/** The looks of xl/styles.xml in the order in which cells number them. */
export function readLooks(xml: string, theme: readonly string[]): Look[] {
  const formats = new Map<number, string>(Object.entries(BUILT_IN).map(([id, code]) => [Number(id), code]));
  const fonts: FontLook[] = [];
  const fills: (string | null)[] = [];
  const borders: Borders[] = [];
  const looks: Look[] = [];
  const inside: string[] = [];
  let isSolid = false;
  let side: { name: BorderSide; style: string } | null = null;

  const partOfFont = (name: string, attributes: Attributes) => {
    const font = fonts.at(-1);
    if (!font) return;
    if (name === "b") font.bold = attributes.flag("val", true);
    if (name === "i") font.italic = attributes.flag("val", true);
    if (name === "strike") font.strikethrough = attributes.flag("val", true);
    if (name === "u") font.underline = attributes.get("val") === "none" ? "None" : "Single";
    if (name === "name") font.fontName = attributes.get("val") ?? "Calibri";
    if (name === "sz") font.fontSize = attributes.number("val") ?? 11;
    const colour = name === "color" ? colourOf(attributes, theme) : null;
    if (colour !== null) font.fontColor = colour;
  };
  const aLook = (attributes: Attributes): Look => {
    const look: Look = {};
    const font = fonts[attributes.number("fontId") ?? 0];
    // What the whole file is written in is plain, whatever it is.
    for (const [key, value] of Object.entries(font ?? {})) {
      if (value !== fonts[0]?.[key as keyof FontLook]) Object.assign(look, { [key]: value });
    }
    const fill = fills[attributes.number("fillId") ?? 0];
    if (fill) look.fillColor = fill;
    const border = borders[attributes.number("borderId") ?? 0];
    if (border && Object.keys(border).length > 0) look.borders = border;
    const format = formats.get(attributes.number("numFmtId") ?? 0);
    if (format !== undefined && format !== "General") look.numberFormat = format;
    return look;
  };
  const align = (look: Look, attributes: Attributes) => {
    const horizontal = HORIZONTAL[attributes.get("horizontal") ?? ""];
    const vertical = VERTICAL[attributes.get("vertical") ?? ""];
    if (horizontal) look.horizontalAlignment = horizontal;
    if (vertical && vertical !== "Bottom") look.verticalAlignment = vertical;
    if (attributes.flag("wrapText")) look.wrapText = true;
    const indent = attributes.number("indent") ?? 0;
    if (indent > 0) look.indentLevel = indent;
  };

  walkXml(xml, {
    open(name, attributes) {
      const parent = inside.at(-1);
      inside.push(name);
      const look = looks.at(-1);
      if (name === "numFmt" && parent === "numFmts") {
        formats.set(attributes.number("numFmtId") ?? 0, attributes.get("formatCode") ?? "General");
      } else if (name === "font" && parent === "fonts") fonts.push({});
      else if (parent === "font" && inside.includes("fonts")) partOfFont(name, attributes);
      else if (name === "fill" && parent === "fills") fills.push(null);
      else if (name === "patternFill" && inside.includes("fills")) isSolid = attributes.get("patternType") === "solid";
      else if (name === "fgColor" && isSolid && inside.includes("fills"))
        fills[fills.length - 1] = colourOf(attributes, theme);
      else if (name === "border" && parent === "borders") borders.push({});
      else if (parent === "border" && SIDES.includes(name) && inside.includes("borders")) {
        const style = attributes.get("style");
        side = style === null || style === "none" ? null : { name: name as BorderSide, style };
        const border = borders.at(-1);
        if (side && border) border[side.name] = { style: side.style, color: "#000000" };
      } else if (name === "color" && side && parent === side.name) {
        const border = borders.at(-1);
        if (border) border[side.name] = { style: side.style, color: colourOf(attributes, theme) ?? "#000000" };
      } else if (name === "xf" && parent === "cellXfs") looks.push(aLook(attributes));
      else if (name === "alignment" && inside.includes("cellXfs") && look) align(look, attributes);
      else if (name === "protection" && inside.includes("cellXfs") && look && !attributes.flag("locked", true))
        look.locked = false;
    },
    close() {
      inside.pop();
    },
  });
  return looks.length > 0 ? looks : [{}];
}
