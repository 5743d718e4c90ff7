import { Button, Field, Input, Select } from "@fluentui/react-components";
import { useState } from "react";
import type { DatasetDescription } from "../../../api/operations.js";
import { forgetChoice, saveChoice, savedChoices, type SavedChoice } from "../../../commands/savedChoices.js";
import { usePane } from "../../hooks/usePane.js";

/** Columns and filters under names of the person's own, to choose again. */
export function SavedChoices({
  dataset,
  current,
  onChoose,
}: {
  readonly dataset: DatasetDescription;
  readonly current: Omit<SavedChoice, "name">;
  readonly onChoose: (choice: SavedChoice) => void;
}) {
  const { tell } = usePane();
  const [name, setName] = useState("");
  const [, setChanges] = useState(0);
  const fields = dataset.columns.map((column) => column.field);
  const choices = savedChoices(dataset.dataset, fields);
  const chosen = choices.find((choice) => choice.name === name);
  return (
    <details>
      <summary>{choices.length === 0 ? "Save these choices" : `Saved choices (${choices.length})`}</summary>
      <div className="stack">
        {choices.length > 0 && (
          <Field label="Use a saved choice">
            <Select
              value={chosen?.name ?? ""}
              onChange={(_, { value }) => {
                const wanted = choices.find((choice) => choice.name === value);
                setName(value);
                if (wanted) onChoose(wanted);
              }}
            >
              <option value="">Choose…</option>
              {choices.map((choice) => (
                <option key={choice.name}>{choice.name}</option>
              ))}
            </Select>
          </Field>
        )}
        <Field label="Name" hint="Columns, their order and filters are kept on this machine.">
          <Input value={name} maxLength={60} onChange={(_, { value }) => setName(value)} />
        </Field>
        <div className="row">
          <Button
            size="small"
            onClick={() => {
              tell(saveChoice(dataset.dataset, { name, ...current }));
              setChanges((before) => before + 1);
            }}
          >
            {chosen ? "Save again" : "Save"}
          </Button>
          {chosen && (
            <Button
              size="small"
              appearance="subtle"
              onClick={() => {
                tell(forgetChoice(dataset.dataset, chosen.name));
                setName("");
              }}
            >
              Forget
            </Button>
          )}
        </div>
      </div>
    </details>
  );
}
