import { Body1, Button, Spinner } from "@fluentui/react-components";
import { ask } from "../../../api/client.js";
import { QUARTER_VALUES } from "../../../api/operations.js";
import { restoreValue, type Origin } from "../../../commands/whereFrom.js";
import { shownValue } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";

const QUARTERS = 8;

/** What the cell said at the end of each past quarter, as it was recorded then. */
export function QuarterValues({
  origin,
  rowId,
  field,
}: {
  readonly origin: Origin;
  readonly rowId: string;
  readonly field: string;
}) {
  const { run, busyWith } = usePane();
  const quarters = useAsked(
    `${rowId} ${field}`,
    async (signal) => (await ask(QUARTER_VALUES, { id: rowId, field, last: QUARTERS }, { signal })).valuesAtQuarters,
  );
  const shown = (value: string | boolean | null) => shownValue(value, origin.column?.type, origin.column?.unit);
  const known = quarters.value?.filter((quarter) => quarter.isThere) ?? [];
  return (
    <details open>
      <summary>
        <strong>At past quarter ends</strong>
      </summary>
      {quarters.problem !== null && <Body1 as="p">{quarters.problem}</Body1>}
      {quarters.isAsking && <Spinner size="tiny" labelPosition="after" label="Reading past quarters…" />}
      {quarters.value !== undefined && known.length === 0 && (
        <Body1 as="p">It was not in Sevenfold yet at the end of any of the last {QUARTERS} quarters.</Body1>
      )}
      {known.length > 0 && (
        <ul className="plain-list stack tight" aria-label="At past quarter ends">
          {known.map(({ period, value }) => (
            <li key={period} className="row spread figures">
              <span>{period}</span>
              <span className="row">
                <span>{shown(value)}</span>
                {(origin.bindingId ?? origin.linkId) !== null && (
                  <Button
                    size="small"
                    appearance="subtle"
                    disabledFocusable={busyWith !== null}
                    aria-label={`Restore ${shown(value)} of ${period} as an edit`}
                    onClick={() => void run("Restoring", () => restoreValue(origin, value))}
                  >
                    Restore
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
