import { Combobox, Field } from "@fluentui/react-components";
import { useState } from "react";
import type { Dataset } from "../../api/operations.js";
import { useOffers } from "../hooks/useOffers.js";

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
  const { options, problem } = useOffers(dataset, field, search, search === "" ? 0 : 250);
  return (
    <Field
      label={label}
      required={required}
      {...(hint === undefined ? {} : { hint })}
      {...(problem === null ? {} : { validationMessage: problem })}
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
        {options}
      </Combobox>
    </Field>
  );
}
