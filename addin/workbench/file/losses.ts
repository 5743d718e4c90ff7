/** What a file holds and the workbench does not keep, by kind: "conditional format", "chart or picture". */
export class Losses {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  /** One line for the person who opened the file: "Not kept: 2 charts or pictures and macros."; null when all is kept. */
  get line(): string | null {
    if (this.#counts.size === 0) return null;
    const parts = [...this.#counts].map(([kind, count]) => (count === 1 ? `1 ${kind}` : `${count} ${plural(kind)}`));
    const list = new Intl.ListFormat("en-GB").format(parts);
    return `Not kept here: ${list}. The file itself is as it was.`;
  }
}

/** Kinds begin with the word to count: "formula that ..." becomes "formulas that ...". */
const plural = (kind: string): string => {
  const grown: Readonly<Record<string, string>> = {
    "chart or picture": "charts or pictures",
    "formula that reads another workbook": "formulas that read another workbook (their last values stay)",
    "check on entries that is no list": "checks on entries that are no lists",
    "filter outside a table": "filters outside a table (their hidden rows stay hidden)",
    "filter of a table that is not by values":
      "filters of tables that are not by values (their hidden rows stay hidden)",
    "table without headings": "tables without headings",
    "sheet that is a chart": "sheets that are charts",
  };
  return grown[kind] ?? `${kind}s`;
};
