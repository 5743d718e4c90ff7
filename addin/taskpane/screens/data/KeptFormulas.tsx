import { Body1, Button, Caption1 } from "@fluentui/react-components";
import { useState } from "react";
import { formulasOf, type KeptFormula } from "../../../commands/keptFormulas.js";
import { counted, failed } from "../../../commands/outcome.js";
import { selectInTable } from "../../../commands/selectTable.js";
import { shownValue } from "../../components/shown.js";
import { usePane } from "../../hooks/usePane.js";

const LONGEST = 20;

/** The user's formulas in a linked table, with what Sevenfold has there; looked for when it is opened. */
export function KeptFormulas({ bindingId }: { readonly bindingId: string }) {
  const { tell } = usePane();
  const [formulas, setFormulas] = useState<readonly KeptFormula[]>();
  const look = async () => {
    try {
      setFormulas(await formulasOf(bindingId));
    } catch (error) {
      tell(failed(error));
    }
  };
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open) void look();
      }}
    >
      <summary>Formulas of mine</summary>
      {formulas?.length === 0 && <Caption1>No formula of yours differs from Sevenfold’s figures.</Caption1>}
      {formulas !== undefined && formulas.length > 0 && (
        <>
          <Body1 as="p">
            {counted(formulas.length, "formula differs", "formulas differ")} from Sevenfold’s figures. Refresh keeps
            them; Changes publishes their results if you tick that.
          </Body1>
          <ul className="plain-list stack figures">
            {formulas.slice(0, LONGEST).map(({ row, sheetRow, field, label, type, unit, result, theirs }) => (
              <li key={`${row} ${field}`} className="row spread">
                <span>
                  Row {sheetRow}, {label}: yours {String(result)}, Sevenfold {shownValue(theirs, type, unit)}
                </span>
                <Button
                  size="small"
                  appearance="subtle"
                  aria-label={`Go to row ${sheetRow}, ${label}`}
                  onClick={() => void selectInTable(bindingId, row, field)}
                >
                  Go to
                </Button>
              </li>
            ))}
          </ul>
          {formulas.length > LONGEST && <Caption1>and {formulas.length - LONGEST} more</Caption1>}
        </>
      )}
    </details>
  );
}
