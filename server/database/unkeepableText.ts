const CHARACTER_NOT_IN_REPERTOIRE = "22021";
const UNTRANSLATABLE_CHARACTER = "22P05";
const INVALID_TEXT_REPRESENTATION = "22P02";

/**
 * Whether PostgreSQL refused a text for a character that it cannot keep: U+0000 anywhere, or inside JSON half of a character
 * (a lone surrogate), which it has no code of its own for.
 */
export function isUnkeepableText(cause: unknown): boolean {
  if (typeof cause !== "object" || cause === null) return false;
  const { code, detail } = cause as { readonly code?: unknown; readonly detail?: unknown };
  return (
    code === CHARACTER_NOT_IN_REPERTOIRE ||
    code === UNTRANSLATABLE_CHARACTER ||
    (code === INVALID_TEXT_REPRESENTATION && typeof detail === "string" && detail.includes("surrogate"))
  );
}
