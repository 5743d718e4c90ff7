import { Big } from "big.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { type CalendarDate, shownDate } from "../shared/calendar.js";
import { isDecimal } from "../shared/money.js";
import { problem, type Problem } from "../shared/problem.js";

/** What one unit of a measure is worth on some days, as a customer loads it. */
export interface ProxyDraft {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly valuePerUnit: string;
  readonly validFrom: CalendarDate;
  readonly validTo: CalendarDate | null;
}

/** Everything that stops proxies from being loaded, by row (the first is 0); empty when nothing does. */
export function problemsWithProxies(drafts: readonly ProxyDraft[]): Problem[] {
  const found: Problem[] = [];
  const seen = new Map<string, number>();
  drafts.forEach((draft, row) => {
    const at = (field: string) => ["proxies", String(row), field];
    const { code, name, unit } = draft;
    found.push(...tooLong({ code, unit }, LONGEST.NAME, ["proxies", String(row)]));
    found.push(...tooLong({ name }, LONGEST.TITLE, ["proxies", String(row)]));
    for (const field of ["code", "name", "unit"] as const) {
      if (draft[field].trim() === "")
        found.push(problem("MISSING", at(field), `Row ${row + 1} has no ${field}. Fill it in.`));
    }
    if (
      !isDecimal(draft.valuePerUnit) ||
      new Big(draft.valuePerUnit).lt(0) ||
      !new Big(draft.valuePerUnit).eq(new Big(draft.valuePerUnit).round(4))
    ) {
      found.push(
        problem(
          "VALUE",
          at("valuePerUnit"),
          `Row ${row + 1}: ${draft.valuePerUnit} is no value from 0 with at most four decimals.`,
        ),
      );
    }
    if (draft.validTo !== null && draft.validTo < draft.validFrom) {
      found.push(
        problem(
          "ENDS_BEFORE_START",
          at("validTo"),
          `Row ${row + 1}: the value ends on ${shownDate(draft.validTo)}, before it starts on ${shownDate(draft.validFrom)}.`,
        ),
      );
    }
    const key = `${draft.code.trim()} ${draft.validFrom}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) {
      found.push(
        problem(
          "TWICE",
          at("code"),
          `Rows ${earlier + 1} and ${row + 1} both give ${draft.code.trim()} from ${shownDate(draft.validFrom)}. Keep one.`,
        ),
      );
    }
    seen.set(key, row);
  });
  return found;
}

/** A quantity of a measure that is committed or delivered. */
export function problemsWithQuantity(quantity: string): Problem[] {
  const size = isDecimal(quantity) ? new Big(quantity) : new Big(0);
  if (size.gt(0) && size.eq(size.round(3)) && size.lt("100000000000")) return [];
  return [problem("QUANTITY", ["quantity"], `${quantity} is no quantity above 0 with at most three decimals.`)];
}

/** A delivery that somebody records. */
export function problemsWithDelivery(
  delivery: { readonly quantity: string; readonly deliveredOn: CalendarDate; readonly evidence?: string | null },
  today: CalendarDate,
): Problem[] {
  const found = [
    ...problemsWithQuantity(delivery.quantity),
    ...tooLong({ evidence: delivery.evidence }, LONGEST.WORDS),
  ];
  if (delivery.deliveredOn > today) {
    found.push(
      problem(
        "IN_THE_FUTURE",
        ["deliveredOn"],
        `Nothing was delivered on ${shownDate(delivery.deliveredOn)} yet. Record it when it has been.`,
      ),
    );
  }
  return found;
}
