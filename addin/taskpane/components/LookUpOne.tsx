import { Combobox, Field, Option } from "@fluentui/react-components";
import { useState } from "react";
import { ask } from "../../api/client.js";
import { LOOKUP, type Dataset } from "../../api/operations.js";
import { useAsked } from "../hooks/useAsked.js";

/** One value of a column, typed or chosen from what the server offers for the letters typed so far. */
export function LookUpOne({
  dataset,
  field,
  label,
  hint,
  value,
  required = false,
  onChange,
}: {
  readonly dataset: Dataset;
  readonly field: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
}) {
  // What was chosen is not searched for: opening the list again shows the others as well.
  const [search, setSearch] = useState("");
  const found = useAsked(
    `${dataset} ${field} ${search}`,
    async (signal) => (await ask(LOOKUP, { dataset, field, search }, { signal })).lookup,
    search === "" ? 0 : 250,
  );
  // While the answer to the last letters is on its way, nothing is offered that does not hold them: Enter must not choose it.
  const holds = (text: string | null) => text?.toLowerCase().includes(search.trim().toLowerCase()) === true;
  const offers = found.value?.filter((choice) => holds(choice.value) || holds(choice.detail)) ?? [];
  return (
    <Field
      label={label}
      required={required}
      {...(hint === undefined ? {} : { hint })}
      {...(found.problem === null ? {} : { validationMessage: found.problem })}
    >
      <Combobox
        freeform
        style={{ minWidth: 0 }}
        input={{ style: { minWidth: 0 } }}
        inlinePopup
        placeholder="Type to search"
        value={value}
        selectedOptions={value === "" ? [] : [value]}
        onChange={(event) => {
          setSearch(event.target.value);
          onChange(event.target.value);
        }}
        onOptionSelect={(_, { optionValue }) => {
          // Typing takes an earlier choice back, which comes here without a value.
          if (optionValue === undefined) return;
          onChange(optionValue);
          setSearch("");
        }}
      >
        {offers.map(({ value: offered, detail }) => (
          <Option key={offered} value={offered} text={offered}>
            {detail ? `${offered} · ${detail}` : offered}
          </Option>
        ))}
        {offers.length === 0 && (
          <Option disabled value="" text="">
            {found.isAsking ? "Searching…" : "Nothing matches"}
          </Option>
        )}
      </Combobox>
    </Field>
  );
}
