import { Caption1, Subtitle2Stronger } from "@fluentui/react-components";
import { counted } from "../../../commands/outcome.js";
import { recentPublishes } from "../../../commands/recentPublishes.js";
import { shownMoment } from "../../components/shown.js";
import { UndoPublish } from "../../components/UndoPublish.js";
import { useAsked } from "../../hooks/useAsked.js";

/** What was published from this workbook before the pane was opened, each to be taken back. `without` are shown already. */
export function RecentPublishes({
  without,
  onUndone,
}: {
  readonly without: ReadonlySet<string>;
  readonly onUndone: () => void;
}) {
  // Another publish makes those before it earlier ones.
  const recent = useAsked(`without ${[...without].join(" ")}`, (signal) => recentPublishes({ signal }));
  // A server that cannot be asked says so in the review; History has the list as well.
  const shown = (recent.value ?? []).filter(({ receipt }) => !without.has(receipt));
  if (shown.length === 0) return null;
  return (
    <details>
      <summary>{`Published from this workbook (${shown.length})`}</summary>
      <ul className="plain-list stack" aria-label="Published from this workbook">
        {shown.map(({ receipt, publishedAt, dataset, cellsChanged, rowsCreated, rowsDeleted }) => (
          <li key={receipt} className="card stack tight">
            <Subtitle2Stronger as="h3">{receipt}</Subtitle2Stronger>
            <Caption1 className="quiet">
              {[
                shownMoment(publishedAt),
                dataset.toLowerCase().replaceAll("_", " "),
                cellsChanged > 0 && counted(cellsChanged, "cell"),
                rowsCreated > 0 && `${counted(rowsCreated, "row")} added`,
                rowsDeleted > 0 && `${counted(rowsDeleted, "row")} deleted`,
              ]
                .filter(Boolean)
                .join(" · ")}
            </Caption1>
            <UndoPublish
              receipt={receipt}
              dataset={dataset}
              onUndone={() => {
                recent.again();
                onUndone();
              }}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}
