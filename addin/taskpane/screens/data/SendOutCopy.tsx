import { Body1, Button } from "@fluentui/react-components";
import { useState } from "react";
import { counted, failed } from "../../../commands/outcome.js";
import { copyState, makeReadyToSend, putBackFunctions, type CopyState } from "../../../commands/sendOutCopy.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { usePane } from "../../hooks/usePane.js";

/** Makes the workbook readable for people without Sevenfold: functions become values, and come back afterwards. */
export function SendOutCopy() {
  const { tell, run, busyWith } = usePane();
  const [state, setState] = useState<CopyState>();
  const look = async () => {
    try {
      setState(await copyState());
    } catch (error) {
      tell(failed(error));
    }
  };
  const then = async (name: string, act: typeof makeReadyToSend) => {
    await run(name, act);
    await look();
  };
  const busy = busyWith === null ? null : "Wait until this is done.";
  return (
    <details
      className="card"
      onToggle={(event) => {
        if (event.currentTarget.open) void look();
      }}
    >
      <summary>Send out a copy</summary>
      <div className="stack">
        <Body1 as="p">
          SEVENFOLD functions show errors to people without Sevenfold. Linked tables and cells hold plain values and
          need nothing.
        </Body1>
        {state && (
          <Body1 as="p" aria-live="polite">
            {state.cells === 0
              ? "No cell uses a SEVENFOLD function."
              : `${counted(state.cells, "cell uses", "cells use")} SEVENFOLD functions, on ${state.sheets.join(", ")}.`}
            {state.errors > 0 && ` ${counted(state.errors, "shows", "show")} an error, which would stay.`}
          </Body1>
        )}
        {state && state.cells > 0 && (
          <div className="row">
            <ReasonedButton
              reason={busy}
              appearance="primary"
              onClick={() => void then("Replacing functions", makeReadyToSend)}
            >
              {`Replace ${counted(state.cells, "function")} by ${state.cells === 1 ? "its value" : "their values"}`}
            </ReasonedButton>
          </div>
        )}
        {state?.canPutBack === true && (
          <>
            <Body1 as="p">
              Save a copy under another name now and send that. Then put the functions back into this workbook.
            </Body1>
            <div className="row">
              <ReasonedButton reason={busy} onClick={() => void then("Putting back", putBackFunctions)}>
                Put functions back
              </ReasonedButton>
            </div>
          </>
        )}
        {state && (
          <div className="row">
            <Button size="small" appearance="subtle" onClick={() => void look()}>
              Look again
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
