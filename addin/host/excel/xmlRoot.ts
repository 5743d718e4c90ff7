const TOKEN =
  /<\?[\s\S]*?\?>|<!--(?:(?!--)[\s\S])*-->|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE[^>[]*>|<\/([^\s<>/]+)\s*>|<([^\s<>/!?]+)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+|</g;

/**
 * The namespace of an XML document's root element; "" for none, null when the text is not a document: tags that do not
 * match, more than one root, text outside it. Written by hand because Node has no XML parser and the host runs there too.
 */
export function rootNamespace(xml: string): string | null {
  const open: string[] = [];
  let root: { name: string; attributes: string } | null = null;
  for (const [token, closing, opening, attributes = "", selfClosing] of xml.matchAll(TOKEN)) {
    if (token === "<") return null;
    if (closing !== undefined) {
      if (open.pop() !== closing) return null;
    } else if (opening !== undefined) {
      if (open.length === 0 && root) return null;
      root ??= { name: opening, attributes };
      if (selfClosing !== "/") open.push(opening);
    } else if (open.length === 0 && !/^(\s+$|\uFEFF|<[?!](?!\[))/.test(token)) {
      return null;
    } else if (!token.startsWith("<") && /&(?!(?:[a-z]+|#\d+|#x[\da-f]+);)/i.test(token)) {
      return null;
    }
  }
  if (!root || open.length > 0) return null;
  const prefix = root.name.includes(":") ? `xmlns:${root.name.slice(0, root.name.indexOf(":"))}` : "xmlns";
  for (const [, name, , double, single] of root.attributes.matchAll(/([^\s=]+)\s*=\s*("([^"]*)"|'([^']*)')/g)) {
    if (name === prefix) return decoded(double ?? single ?? "");
  }
  return "";
}

const decoded = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
