import { Body1, Button, Caption1, Subtitle2, Subtitle2Stronger } from "@fluentui/react-components";
import type { LinkedTable } from "../../../commands/linkedTables.js";
import { counted } from "../../../commands/outcome.js";
import { refreshAll } from "../../../commands/refreshAll.js";
import { refreshTable } from "../../../commands/refreshTable.js";
import { selectInTable } from "../../../commands/selectTable.js";
import { unlinkTable } from "../../../commands/unlinkTable.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownDate, shownMoment } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";

/** Every linked table of this workbook. */
export function Data() {
  const { tables, viewer, run, show, busyWith, isInWorkbook } = usePane();
  const reason = viewer ? (busyWith === null ? null : "Wait until this is done.") : "Sign in on Home first.";
  const linked = tables ?? [];
  return (
    <>
      <Subtitle2 as="h2">Linked tables</Subtitle2>
      <div className="row">
        <ReasonedButton
          reason={!isInWorkbook ? "Needs a workbook." : viewer ? null : "Sign in on Home first."}
          appearance="primary"
          onClick={() => show("pull")}
        >
          Pull table
        </ReasonedButton>
        {linked.length > 1 && (
          <ReasonedButton reason={reason} onClick={() => void run("Refreshing", refreshAll)}>
            Refresh all
          </ReasonedButton>
        )}
      </div>
      {tables !== undefined && linked.length === 0 && (
        <Body1 as="p">
          Nothing is linked yet. Pull a table: it becomes an ordinary table in your sheet that you can refresh.
        </Body1>
      )}
      <ul className="plain-list stack" aria-label="Linked tables">
        {linked.map((table) => (
          <li key={table.binding.id}>
            <TableCard table={table} reason={reason} />
          </li>
        ))}
      </ul>
    </>
  );
}

function TableCard({ table, reason }: { readonly table: LinkedTable; readonly reason: string | null }) {
  const { run, tell } = usePane();
  const { binding, sheetName, edits } = table;
  const goTo = async () => {
    const outcome = await selectInTable(binding.id);
    if (outcome.kind === "FAILED") tell(outcome);
  };
  return (
    <article className={`card stack ${sheetName === null ? "problem" : ""}`} aria-label={binding.label}>
      <div className="stack tight">
        <Subtitle2Stronger as="h3">{binding.label}</Subtitle2Stronger>
        {sheetName === null ? (
          <Body1>The table was deleted from the workbook. Unlink forgets it.</Body1>
        ) : (
          <Body1>
            {counted(binding.rowCount, "row")} on sheet {sheetName}
            {edits === null ? "" : edits > 0 ? `, ${counted(edits, "edit")} not published` : ""}
          </Body1>
        )}
        <Caption1 className="quiet">
          As at {shownDate(binding.asAt)}, read {shownMoment(binding.readAt)}
          {binding.where.length > 0 ? `, ${counted(binding.where.length, "filter")}` : ""}
        </Caption1>
      </div>
      <div className="row">
        {sheetName !== null && (
          <>
            <ReasonedButton
              size="small"
              reason={reason}
              onClick={() => void run("Refreshing", () => refreshTable(binding.id))}
            >
              Refresh
            </ReasonedButton>
            <Button size="small" appearance="subtle" onClick={() => void goTo()}>
              Go to
            </Button>
          </>
        )}
        <Button size="small" appearance="subtle" onClick={() => void run("Unlinking", () => unlinkTable(binding.id))}>
          Unlink
        </Button>
      </div>
    </article>
  );
}
