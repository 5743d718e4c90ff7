import { Body1, Button, Caption1 } from "@fluentui/react-components";
import { ask } from "../../../api/client.js";
import { CELL_HISTORY, type HistoryEntry } from "../../../api/operations.js";
import { pageRead } from "../../../api/pages.js";
import { restoreValue, type Origin } from "../../../commands/whereFrom.js";
import { MoreButton } from "../../components/MoreButton.js";
import { shownMoment, shownValue } from "../../components/shown.js";
import { usePages } from "../../hooks/usePages.js";
import { usePane } from "../../hooks/usePane.js";

const PAGE = 10;

/** Who changed it, when, from what to what, and why: newest first. */
export function ChangeTrail({ origin, rowId }: { readonly origin: Origin; readonly rowId: string }) {
  const { field, column } = origin;
  const trail = usePages(`${rowId} ${field}`, async (after, signal) => {
    const { history } = await ask(CELL_HISTORY, { id: rowId, field, first: PAGE, after }, { signal });
    if (!history) throw new Error("It is no longer in Sevenfold, or you may not see it.");
    return pageRead(history);
  });
  return (
    <details open>
      <summary>
        <strong>{`Changes${trail.total === undefined ? "" : ` (${trail.total.toLocaleString("en-GB")})`}`}</strong>
      </summary>
      {trail.total === 0 && (
        <Body1 as="p">
          {origin.figure
            ? "Nobody has set a target or chosen a colour for it. The figure itself is worked out from its rows."
            : "Nobody has changed it since it was loaded."}
        </Body1>
      )}
      <ol className="plain-list stack" aria-label="Changes">
        {trail.rows.map((entry) => (
          <li key={`${entry.number} ${entry.field}`} className="card stack tight">
            <Entry entry={entry} origin={origin} type={column?.type} unit={column?.unit} />
          </li>
        ))}
      </ol>
      <MoreButton pages={trail} what="changes" />
    </details>
  );
}

const ACTS: Readonly<Record<string, string>> = {
  CREATED: "Added",
  DELETED: "Deleted",
  RESTORED: "Brought back",
  IMPORTED: "Loaded from a file",
  CHANGED: "Changed",
};

function Entry({
  entry,
  origin,
  type,
  unit,
}: {
  readonly entry: HistoryEntry;
  readonly origin: Origin;
  readonly type: NonNullable<Origin["column"]>["type"] | undefined;
  readonly unit: string | null | undefined;
}) {
  const { run, busyWith } = usePane();
  const isThisField = entry.field !== null && entry.field === origin.field;
  const shown = (value: string | null) => (isThisField ? shownValue(value, type, unit) : (value ?? "blank"));
  const about = [
    entry.workbook,
    entry.receipt && `receipt ${entry.receipt}`,
    entry.undoes && `takes back ${entry.undoes}`,
  ].filter(Boolean);
  return (
    <>
      <Caption1 className="quiet">{`${entry.by ?? "The system"}, ${shownMoment(entry.recordedAt)}`}</Caption1>
      <Body1 className="figures">
        {entry.field === null
          ? (ACTS[entry.action] ?? entry.action)
          : `${isThisField ? "" : `${entry.label ?? entry.field}: `}${shown(entry.from)} → ${shown(entry.to)}`}
      </Body1>
      {entry.reason !== null && <Body1 as="p">“{entry.reason}”</Body1>}
      {about.length > 0 && <Caption1 className="quiet">{about.join(" · ")}</Caption1>}
      {isThisField && (origin.bindingId ?? origin.linkId) !== null && (
        <div>
          <Button
            size="small"
            disabledFocusable={busyWith !== null}
            aria-label={`Restore ${shown(entry.from)} as an edit`}
            onClick={() => void run("Restoring", () => restoreValue(origin, entry.from))}
          >
            {`Restore ${shown(entry.from)}`}
          </Button>
        </div>
      )}
    </>
  );
}
