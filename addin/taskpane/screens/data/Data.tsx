import { Body1, Caption1, Subtitle2, Subtitle2Stronger } from "@fluentui/react-components";
import type { LinkedTable } from "../../../commands/linkedTables.js";
import { counted } from "../../../commands/outcome.js";
import { refreshAll } from "../../../commands/refreshAll.js";
import { refreshTable } from "../../../commands/refreshTable.js";
import { selectInTable } from "../../../commands/selectTable.js";
import { unlinkTable } from "../../../commands/unlinkTable.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownDate, shownMoment } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";
import { KeptFormulas } from "./KeptFormulas.js";
import { LinkedCells, useLinkedCells } from "./LinkedCells.js";
import { LinkMenu } from "./LinkMenu.js";
import { SendOutCopy } from "./SendOutCopy.js";

/** Everything that is linked in this workbook. */
export function Data() {
  const { tables, viewer, run, show, busyWith, isInWorkbook } = usePane();
  const cells = useLinkedCells();
  const reason = viewer ? (busyWith === null ? null : "Wait until this is done.") : "Sign in on Home first.";
  const linked = tables ?? [];
  const toStart = !isInWorkbook ? "Needs a workbook." : viewer ? null : "Sign in on Home first.";
  return (
    <>
      <Subtitle2 as="h2">Linked tables</Subtitle2>
      <div className="row">
        <ReasonedButton reason={toStart} appearance="primary" onClick={() => show("pull")}>
          Pull table
        </ReasonedButton>
        {toStart === null && (
          <>
            <ReasonedButton reason={null} onClick={() => show("adopt")}>
              Adopt table
            </ReasonedButton>
            <ReasonedButton reason={null} onClick={() => show("link")}>
              Link cell
            </ReasonedButton>
          </>
        )}
        {linked.length + cells.length > 1 && (
          <ReasonedButton reason={reason} onClick={() => void run("Refreshing", refreshAll)}>
            Refresh all
          </ReasonedButton>
        )}
      </div>
      {tables !== undefined && linked.length + cells.length === 0 && (
        <Body1 as="p">
          Nothing is linked yet. Pull a table, adopt one that you have already, or link a single cell to a figure.
        </Body1>
      )}
      <ul className="plain-list stack" aria-label="Linked tables">
        {linked.map((table) => (
          <li key={table.binding.id}>
            <TableCard table={table} reason={reason} />
          </li>
        ))}
      </ul>
      <LinkedCells places={cells} reason={reason} />
      {isInWorkbook && <SendOutCopy />}
    </>
  );
}

function TableCard({ table, reason }: { readonly table: LinkedTable; readonly reason: string | null }) {
  const { run, tell, show } = usePane();
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
            {counted(binding.rowCount, "row")} {binding.adoption ? "matched, " : ""}on sheet {sheetName}
            {edits === null || edits === 0 ? "" : `, ${counted(edits, "edit")} not published`}
          </Body1>
        )}
        {binding.adoption && binding.adoption.leftAlone.length > 0 && (
          <Body1>{counted(binding.adoption.leftAlone.length, "key")} not matched, left alone</Body1>
        )}
        <Caption1 className="quiet">
          {binding.frozenAt === undefined
            ? `As at ${shownDate(binding.asAt)}, read ${shownMoment(binding.readAt)}`
            : `Frozen ${shownMoment(binding.frozenAt)}, as at ${shownDate(binding.asAt)}`}
          {binding.where.length > 0 ? `, ${counted(binding.where.length, "filter")}` : ""}
          {binding.adoption ? ", your own table" : ""}
        </Caption1>
      </div>
      {sheetName !== null && binding.frozenAt === undefined && <KeptFormulas bindingId={binding.id} />}
      <div className="row">
        {sheetName !== null && binding.frozenAt === undefined && (
          <ReasonedButton
            size="small"
            reason={reason}
            onClick={() => void run("Refreshing", () => refreshTable(binding.id))}
          >
            Refresh
          </ReasonedButton>
        )}
        <LinkMenu
          id={binding.id}
          name={binding.label}
          isFrozen={binding.frozenAt !== undefined}
          onGoTo={sheetName === null ? null : () => void goTo()}
          onUnlink={() => void run("Unlinking", () => unlinkTable(binding.id))}
          {...(binding.adoption
            ? { onChangeColumns: () => void goTo().then(() => show("adopt")) }
            : { hasStatusColumn: binding.statusColumnId !== undefined })}
        />
      </div>
    </article>
  );
}
