import { walkXml, type Attributes } from "./xml.js";

/** The colours that files older than themes name by number, 0 to 63. */
const INDEXED = `
  000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
  800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
  000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
  3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333`
  .trim()
  .split(/\s+/);

/** Theme colours in the order in which cells number them: light and dark change places. */
const THEME_ORDER = [
  "lt1",
  "dk1",
  "lt2",
  "dk2",
  "accent1",
  "accent2",
  "accent3",
  "accent4",
  "accent5",
  "accent6",
  "hlink",
  "folHlink",
];

/** The theme's colours, "RRGGBB", as cells number them. */
export function themeColours(xml: string): string[] {
  const colours = new Map<string, string>();
  let name = "";
  walkXml(xml, {
    open(tag, attributes) {
      if (THEME_ORDER.includes(tag)) name = tag;
      const colour = tag === "srgbClr" ? attributes.get("val") : tag === "sysClr" ? attributes.get("lastClr") : null;
      if (name !== "" && colour !== null && !colours.has(name)) colours.set(name, colour);
    },
    close(tag) {
      if (tag === name) name = "";
    },
  });
  return THEME_ORDER.map((one) => colours.get(one) ?? "000000");
}

/** The colour that a <color>, <fgColor> or <bgColor> tag means; null for automatic. */
export function colourOf(attributes: Attributes, theme: readonly string[]): string | null {
  const rgb = attributes.get("rgb");
  const themed = attributes.number("theme");
  const index = attributes.number("indexed");
  const plain = rgb !== null ? rgb.slice(-6) : themed !== null ? theme[themed] : INDEXED[index ?? -1];
  if (plain === undefined || !/^[\da-f]{6}$/i.test(plain)) return null;
  return `#${tinted(plain, attributes.number("tint") ?? 0).toUpperCase()}`;
}

/** Lighter for a positive tint, darker for a negative one. Excel tints lightness; each channel alike comes very near. */
function tinted(rgb: string, tint: number): string {
  if (tint === 0) return rgb;
  const channel = (at: number) => {
    const value = parseInt(rgb.slice(at, at + 2), 16);
    const moved = tint < 0 ? value * (1 + tint) : value + (255 - value) * tint;
    return Math.min(255, Math.max(0, Math.round(moved)))
      .toString(16)
      .padStart(2, "0");
  };
  return channel(0) + channel(2) + channel(4);
}
