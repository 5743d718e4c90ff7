import { Button } from "@fluentui/react-components";
import { addRow, markForDeletion, tidyRows, unmarkRows } from "../../../commands/markRows.js";
import type { Outcome } from "../../../commands/outcome.js";
import { usePane } from "../../hooks/usePane.js";

/** What can be done to whole rows of a pulled table: those that are selected in the sheet. */
export function RowActs({ onDone }: { readonly onDone: () => void }) {
  const { tables, run, busyWith } = usePane();
  const pulled = (tables ?? []).filter(({ binding, sheetName }) => {
    return binding.adoption === undefined && binding.frozenAt === undefined && sheetName !== null;
  });
  if (pulled.length === 0) return null;
  const hasMarks = pulled.some(({ binding }) => (binding.marked ?? []).length > 0);
  const hasGone = pulled.some(({ goneRows }) => goneRows > 0);
  const button = (label: string, name: string, act: () => Promise<Outcome>) => (
    <Button size="small" disabledFocusable={busyWith !== null} onClick={() => void run(name, act).then(onDone)}>
      {label}
    </Button>
  );
  return (
    <div className="row" role="group" aria-label="Rows">
      {button("Add row", "Adding a row", addRow)}
      {button("Mark for deletion", "Marking", markForDeletion)}
      {hasMarks && button("Unmark", "Unmarking", unmarkRows)}
      {hasGone && button("Tidy", "Tidying", () => tidyRows())}
    </div>
  );
}
