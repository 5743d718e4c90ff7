import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import type { Outcome } from "../../commands/outcome.js";

const INTENT = { DONE: "success", ATTENTION: "warning", FAILED: "error" } as const;

/** What came of the last act: one line at the top, spoken by screen readers, gone on request. */
export function OutcomeBar({
  outcome,
  onDismiss,
}: {
  readonly outcome: Outcome | null;
  readonly onDismiss: () => void;
}) {
  return (
    <>
      <div className="unseen" role="status" aria-live="polite">
        {outcome?.text}
      </div>
      {outcome && outcome.text !== "" && (
        <MessageBar intent={INTENT[outcome.kind]} layout="multiline" politeness="polite">
          <MessageBarBody>{outcome.text}</MessageBarBody>
          <MessageBarActions
            containerAction={
              <Button
                appearance="transparent"
                icon={<DismissRegular />}
                aria-label="Dismiss message"
                onClick={onDismiss}
              />
            }
          />
        </MessageBar>
      )}
    </>
  );
}
