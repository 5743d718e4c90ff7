import { Body1, Caption1 } from "@fluentui/react-components";
import type { AdoptionPreview, Difference } from "../../../commands/adoptTable.js";
import { counted } from "../../../commands/outcome.js";
import { shownValue } from "../../components/shown.js";

/** Lists longer than this say how many more there are. */
const LONGEST = 20;

const WHY = {
  UNKNOWN: ["row has a key that Sevenfold does not know", "rows have a key that Sevenfold does not know"],
  DUPLICATE: ["row shares its key with another", "rows share their key with another"],
  AMBIGUOUS: [
    "row has a key that several of Sevenfold’s rows have",
    "rows have a key that several of Sevenfold’s rows have",
  ],
  NO_KEY: ["row has no key", "rows have no key"],
} as const;

/** What adopting the table would mean, in counts that open into the rows and cells themselves. */
export function AdoptFindings({
  preview,
  firstSheetRow,
}: {
  readonly preview: AdoptionPreview;
  /** Row of the sheet, as Excel numbers it, of the table's first row. */
  readonly firstSheetRow: number;
}) {
  const { rowCount, matched, unmatched, same, wording, blanks, formulas, differences, replaced } = preview;
  return (
    <div className="stack figures" aria-live="polite">
      <Body1 as="p">
        <strong>
          {matched.toLocaleString("en-GB")} of {counted(rowCount, "row")} matched.
        </strong>
      </Body1>
      {(["UNKNOWN", "DUPLICATE", "AMBIGUOUS", "NO_KEY"] as const).map((why) => {
        const rows = unmatched.filter((each) => each.why === why);
        if (rows.length === 0) return null;
        const [one, many] = WHY[why];
        return (
          <details key={why}>
            <summary>{counted(rows.length, one, many)}: left alone</summary>
            <ul>
              {rows.slice(0, LONGEST).map(({ row, key }) => (
                <li key={row}>
                  Row {firstSheetRow + row}
                  {key === "" ? "" : `: ${key}`}
                </li>
              ))}
            </ul>
            <More count={rows.length - LONGEST} />
            {why === "AMBIGUOUS" && <Caption1>Tick another column that names the row, or add a filter.</Caption1>}
          </details>
        );
      })}
      <Body1 as="p">
        {counted(same + wording, "cell says", "cells say")} the same
        {wording > 0
          ? `, ${wording.toLocaleString("en-GB")} of them rounded or in other words: they stay as they are`
          : ""}
        .
      </Body1>
      {blanks > 0 && (
        <Body1 as="p">
          {counted(blanks, "cell is", "cells are")} blank: Refresh fills {blanks === 1 ? "it" : "them"} in.
        </Body1>
      )}
      {formulas > 0 && (
        <Body1 as="p">
          {counted(formulas, "formula gives", "formulas give")} another figure: your formulas are never overwritten.
        </Body1>
      )}
      <Differences
        cells={replaced}
        firstSheetRow={firstSheetRow}
        title={`${counted(replaced.length, "cell differs", "cells differ")} in columns that are read only: Refresh replaces ${replaced.length === 1 ? "it" : "them"}`}
      />
      <Differences
        cells={differences}
        firstSheetRow={firstSheetRow}
        title={`${counted(differences.length, "cell differs", "cells differ")} from Sevenfold`}
      />
    </div>
  );
}

function Differences({
  cells,
  firstSheetRow,
  title,
}: {
  readonly cells: readonly Difference[];
  readonly firstSheetRow: number;
  readonly title: string;
}) {
  if (cells.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul className="plain-list stack">
        {cells.slice(0, LONGEST).map(({ row, key, column, cell, theirs }) => (
          <li key={`${row} ${column.field}`} className="card">
            <strong>
              Row {firstSheetRow + row}, {key} · {column.label}
            </strong>
            <dl className="values">
              <dt>Yours</dt>
              <dd>{String(cell)}</dd>
              <dt>Sevenfold</dt>
              <dd>{shownValue(theirs, column.type, column.unit)}</dd>
            </dl>
          </li>
        ))}
      </ul>
      <More count={cells.length - LONGEST} />
    </details>
  );
}

function More({ count }: { readonly count: number }) {
  return count > 0 ? <Caption1>and {count.toLocaleString("en-GB")} more</Caption1> : null;
}
