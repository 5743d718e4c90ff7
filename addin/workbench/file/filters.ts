import type { Losses } from "./losses.js";
import type { Attributes } from "./xml.js";

/** What filters may say that is not read here: the rows that they hide stay hidden. */
const NOT_KNOWN = new Set(["dateGroupItem", "dynamicFilter", "top10", "colorFilter", "iconFilter", "customFilters"]);

/** Gathers a table's filters by values: for a column's place, counted from 0, the texts let through ("" for blank cells). */
export class FilterReader {
  readonly #found = new Map<number, string[]>();
  #place = -1;
  #isKnown = true;

  constructor(readonly losses: Losses) {}

  open(tag: string, attributes: Attributes): void {
    if (tag === "filterColumn") this.#place = attributes.number("colId") ?? -1;
    if (tag === "filters") this.#found.set(this.#place, attributes.flag("blank") ? [""] : []);
    if (tag === "filter") this.#found.get(this.#place)?.push(attributes.get("val") ?? "");
    if (!NOT_KNOWN.has(tag) || !this.#isKnown) return;
    this.#isKnown = false;
    this.losses.add("filter of a table that is not by values");
  }

  /** None where one of the columns is filtered otherwise: then the hidden rows are kept as hidden rows. */
  get found(): ReadonlyMap<number, string[]> {
    return this.#isKnown ? this.#found : new Map();
  }
}
