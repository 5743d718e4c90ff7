import { closest, distance } from "fastest-levenshtein";

/**
 * The known word nearest to what was typed, or undefined when none is near: at most two letters in five differ, or it
 * starts with what was typed.
 */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || typed.trim() === "") return undefined;
  const wanted = typed.trim().toLowerCase();
  const starts = known.find((word) => wanted.length >= 2 && word.toLowerCase().startsWith(wanted));
  if (starts !== undefined) return starts;
  const lowered = known.map((word) => word.toLowerCase());
  // Far longer than any word: comparing takes the longer, the longer it is, and nothing is near.
  const tooMany = wanted.length - Math.max(...lowered.map(({ length }) => length));
  if (tooMany > lettersThatMayDiffer(wanted)) return undefined;
  const best = closest(wanted, lowered);
  const limit = lettersThatMayDiffer(best.length > wanted.length ? best : wanted);
  return distance(wanted, best) <= limit ? known[lowered.indexOf(best)] : undefined;
}

const lettersThatMayDiffer = ({ length }: string): number => Math.max(1, Math.floor(length * 0.4));
