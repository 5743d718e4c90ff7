import { type Cell } from "../shared/cell.js";
import { type Reading, readText } from "../shared/ukReading.js";

const LONGEST_OPTION = 240;
const MOST_OPTIONS = 20;

const unitOf = (word: string | undefined): number | null =>
  word === undefined ? null : /^(m|mth|mths|month|months)$/i.test(word) ? 1 : 12;
const unit = "(m|mths?|months?|y|yrs?|years?)";
const repeated = new RegExp(`^(\\d{1,2}) ?[x×*] ?(\\d{1,3}) ?${unit}?$`, "i");
const added = new RegExp(`^(\\d{1,3}(?: ?\\+ ?\\d{1,3})+) ?${unit}?$`, "i");
const single = new RegExp(`^(?:up to )?(\\d{1,3}) ?${unit}$`, "i");

/**
 * The options to extend that a register's cell tells of, each as its months, in their order: "2 x 12 months", "1+1 years",
 * "12 + 12", "24 months". A number without a unit is months from 6 on; a smaller one may be years, so it is not guessed.
 */
export function readExtensionOptions(cell: Cell): Reading<readonly number[]> {
  const text = readText(cell, 200);
  if (text.kind !== "VALUE") return text;
  if (/^(no|0|none|nil)$/i.test(text.value)) return { kind: "BLANK" };
  const plain = text.value
    .replace(/\bperiods? of\b/gi, "x")
    .replace(/[.,]$/, "")
    .replace(/\s+/g, " ")
    .trim();
  const found = monthsIn(plain);
  if (found && found.length <= MOST_OPTIONS && found.every((months) => months > 0 && months <= LONGEST_OPTION)) {
    return { kind: "VALUE", value: found };
  }
  return {
    kind: "REFUSED",
    remark: {
      code: "OPTIONS_NOT_READ",
      reason:
        'The options to extend could not be read, so they were left out. Write them like "2 x 12 months" or "12+12 months".',
    },
  };
}

function monthsIn(text: string): number[] | null {
  const times = repeated.exec(text);
  if (times) {
    const months = inMonths(Number(times[2]), times[3]);
    return months === null ? null : Array.from({ length: Number(times[1]) }, () => months);
  }
  const sum = added.exec(text);
  if (sum) {
    const months = (sum[1] ?? "").split("+").map((part) => inMonths(Number(part), sum[2]));
    return months.every((each) => each !== null) ? (months as number[]) : null;
  }
  const one = single.exec(text);
  const months = one ? inMonths(Number(one[1]), one[2]) : null;
  return months === null ? null : [months];
}

function inMonths(number: number, word: string | undefined): number | null {
  const times = unitOf(word);
  if (times !== null) return number * times;
  return number >= 6 ? number : null;
}
