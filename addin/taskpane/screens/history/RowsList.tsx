import { Body1, Button, Caption1, Field, ProgressBar } from "@fluentui/react-components";
import { useRef, useState } from "react";
import { counted } from "../../../commands/outcome.js";
import { openRowsBehind, type RowsBehind } from "../../../commands/rowsBehind.js";
import { MoreButton } from "../../components/MoreButton.js";
import { usePages } from "../../hooks/usePages.js";
import { usePane } from "../../hooks/usePane.js";

const PAGE = 5;

interface RowsListProps<Row> {
  readonly behind: RowsBehind<Row>;
  /** What stands below a row's name: what it adds. */
  readonly details: (row: Row) => string;
}

/** The rows behind a number: the first few, more on request, all of them as a table on a sheet of their own. */
export function RowsList<Row extends { readonly rowId: string; readonly reference: string; readonly title: string }>({
  behind,
  details,
}: RowsListProps<Row>) {
  const { run, busyWith } = usePane();
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const cancel = useRef<AbortController>(null);
  const rows = usePages(behind.key, (after, signal) => behind.read(PAGE, after, signal));
  const open = async () => {
    const ending = new AbortController();
    cancel.current = ending;
    setProgress([0, rows.total ?? 0]);
    await run("Reading rows", () => openRowsBehind(behind, (done, total) => setProgress([done, total]), ending.signal));
    setProgress(null);
  };
  return (
    <details open>
      <summary>
        <strong>{`Rows behind it${rows.total === undefined ? "" : ` (${rows.total.toLocaleString("en-GB")})`}`}</strong>
      </summary>
      <ul className="plain-list stack" aria-label="Rows behind it">
        {rows.rows.map((row) => (
          <li key={row.rowId} className="stack tight">
            <span>
              <strong>{row.reference}</strong> {row.title}
            </span>
            <Caption1 className="quiet figures">{details(row)}</Caption1>
          </li>
        ))}
      </ul>
      {rows.total === 0 && <Body1 as="p">No row is behind it, or none that you may see.</Body1>}
      <MoreButton pages={rows} what="rows" />
      {rows.total !== undefined && rows.total > 0 && (
        <div className="row">
          <Button size="small" disabledFocusable={busyWith !== null} onClick={() => void open()}>
            {`Open ${counted(rows.total, "row")} as a table`}
          </Button>
          {progress && (
            <Button size="small" onClick={() => cancel.current?.abort()}>
              Cancel
            </Button>
          )}
        </div>
      )}
      {progress && (
        <Field validationState="none" validationMessage={`${progress[0]} of ${progress[1]} rows read`}>
          <ProgressBar aria-label="Reading rows" value={progress[0]} max={Math.max(1, progress[1])} />
        </Field>
      )}
    </details>
  );
}
