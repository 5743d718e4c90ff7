import { Body1, Button, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { undoPublish } from "../../commands/undoPublish.js";
import { usePane } from "../hooks/usePane.js";

/** Takes a publish back, after asking why. */
export function UndoPublish({
  receipt,
  dataset,
  onUndone,
}: {
  readonly receipt: string;
  readonly dataset: string | null;
  readonly onUndone: () => void;
}) {
  const { run, busyWith } = usePane();
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const undo = async () => {
    const outcome = await run("Taking back", () => undoPublish(receipt, dataset, reason));
    if (outcome.kind === "FAILED") return;
    setAsking(false);
    onUndone();
  };
  if (!isAsking) {
    return (
      <div>
        <Button
          size="small"
          disabledFocusable={busyWith !== null}
          aria-label={`Undo this publish: ${receipt}`}
          onClick={() => setAsking(true)}
        >
          Undo this publish
        </Button>
      </div>
    );
  }
  return (
    <div className="stack" role="group" aria-label={`Undo publish ${receipt}`}>
      <Body1 as="p">
        Its cells get the values that they had, unless somebody has changed one of them since; then nothing is taken
        back.
      </Body1>
      <Field label="Reason (goes into the audit trail)">
        <Input value={reason} maxLength={500} onChange={(_, { value }) => setReason(value)} />
      </Field>
      <div className="row">
        <Button size="small" appearance="primary" disabledFocusable={busyWith !== null} onClick={() => void undo()}>
          Take it back
        </Button>
        <Button size="small" appearance="subtle" onClick={() => setAsking(false)}>
          Leave it
        </Button>
      </div>
    </div>
  );
}
