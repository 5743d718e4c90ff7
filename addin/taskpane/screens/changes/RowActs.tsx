import { Body1, Button } from "@fluentui/react-components";
import { useState } from "react";
import { addRow, markForDeletion, tidyRows, unmarkRows } from "../../../commands/markRows.js";
import { counted, type Outcome } from "../../../commands/outcome.js";
import { usePane } from "../../hooks/usePane.js";

/** What can be done to whole rows of a pulled table: those that are selected in the sheet. `onAct` does it and reviews again. */
export function RowActs({ onAct }: { readonly onAct: (name: string, act: () => Promise<Outcome>) => void }) {
  const { tables, busyWith } = usePane();
  const [isTidying, setTidying] = useState(false);
  const pulled = (tables ?? []).filter(({ binding, sheetName }) => {
    return binding.adoption === undefined && binding.frozenAt === undefined && sheetName !== null;
  });
  if (pulled.length === 0) return null;
  const hasMarks = pulled.some(({ binding }) => (binding.marked ?? []).length > 0);
  const gone = pulled.reduce((sum, { goneRows }) => sum + goneRows, 0);
  const button = (label: string, name: string, act: () => Promise<Outcome>) => (
    <Button size="small" disabledFocusable={busyWith !== null} onClick={() => onAct(name, act)}>
      {label}
    </Button>
  );
  return (
    <>
      <div className="row" role="group" aria-label="Rows">
        {button("Add row", "Adding a row", addRow)}
        {button("Mark for deletion", "Marking", markForDeletion)}
        {hasMarks && button("Unmark", "Unmarking", unmarkRows)}
        {gone > 0 && (
          <Button size="small" disabledFocusable={busyWith !== null} onClick={() => setTidying(true)}>
            Tidy…
          </Button>
        )}
      </div>
      {isTidying && gone > 0 && (
        <div className="card problem stack" role="group" aria-label="Tidy">
          <Body1 as="p">
            {`Delete ${counted(gone, "grey row")} from the sheet, also those that a filter hides? What your own columns hold beside them goes as well. Nothing is deleted in Sevenfold.`}
          </Body1>
          <div className="row">
            {button("Delete from the sheet", "Tidying", () => {
              setTidying(false);
              return tidyRows();
            })}
            <Button size="small" appearance="subtle" onClick={() => setTidying(false)}>
              Keep them
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
