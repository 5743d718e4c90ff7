import { Button, Caption1, Checkbox, Field, Input } from "@fluentui/react-components";
import { useState } from "react";
import { ColumnOrder, type ChosenColumns } from "./ColumnOrder.js";

/** Which columns to pull, and in which order: a list with search. */
export function ColumnPicker({ dataset, chosen, onChange }: ChosenColumns) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const shown = dataset.columns.filter((column) => column.label.toLowerCase().includes(wanted));
  const set = (field: string, isChosen: boolean) => {
    const others = chosen.filter((each) => each !== field);
    onChange(isChosen ? [...others, field] : others);
  };
  return (
    <div className="stack">
      <Field label="Search columns">
        <Input type="search" value={search} onChange={(_, { value }) => setSearch(value)} />
      </Field>
      <div className="row">
        <Button size="small" onClick={() => onChange(dataset.columns.map((column) => column.field))}>
          Choose all
        </Button>
        <Button size="small" onClick={() => onChange(dataset.defaultColumns)}>
          Usual ones
        </Button>
      </div>
      <fieldset>
        <legend>
          <Caption1 className="quiet">
            {chosen.length} of {dataset.columns.length} columns
          </Caption1>
        </legend>
        <div className="column-list" tabIndex={0} role="group" aria-label="Columns">
          {shown.map((column) => (
            <div key={column.field} title={column.description}>
              <Checkbox
                label={`${column.label}${column.unit ? ` (${column.unit})` : ""}${column.editable ? " · can be edited" : ""}`}
                checked={chosen.includes(column.field)}
                onChange={(_, { checked }) => set(column.field, checked === true)}
              />
            </div>
          ))}
          {shown.length === 0 && <Caption1>No column is called that.</Caption1>}
        </div>
      </fieldset>
      {chosen.length > 1 && <ColumnOrder dataset={dataset} chosen={chosen} onChange={onChange} />}
    </div>
  );
}
