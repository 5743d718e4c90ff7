import { Button, Checkbox, Combobox, Field, Input, Tag, TagGroup, type InputProps } from "@fluentui/react-components";
import { DismissRegular } from "@fluentui/react-icons";
import { useState } from "react";
import type { Dataset, SheetColumn } from "../../../api/operations.js";
import { useOffers } from "../../hooks/useOffers.js";
import { filterKind, type Filter } from "./filters.js";

interface FilterEditorProps {
  readonly dataset: Dataset;
  readonly column: SheetColumn;
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
  readonly onRemove: () => void;
}

/** One filter, edited in the way that fits its column. */
export function FilterEditor(props: FilterEditorProps) {
  const { column, onRemove } = props;
  return (
    <fieldset className="card stack">
      <legend className="unseen">Filter by {column.label}</legend>
      <div className="row spread">
        <strong>{column.label}</strong>
        <Button
          size="small"
          appearance="subtle"
          icon={<DismissRegular />}
          aria-label={`Remove filter ${column.label}`}
          onClick={onRemove}
        />
      </div>
      <Editor {...props} />
    </fieldset>
  );
}

function Editor({ dataset, column, filter, onChange }: FilterEditorProps) {
  switch (filterKind(column)) {
    case "CHOOSE":
      return <Choices column={column} filter={filter} onChange={onChange} />;
    case "LOOK_UP":
      return <LookUp dataset={dataset} column={column} filter={filter} onChange={onChange} />;
    case "CONTAINS":
      return (
        <Field label="Contains">
          <Input value={filter.values[0] ?? ""} onChange={(_, { value }) => onChange({ ...filter, values: [value] })} />
        </Field>
      );
    case "DATES":
      return <Limits type="date" labels={["On or after", "On or before"]} filter={filter} onChange={onChange} />;
    case "NUMBERS":
      return <Limits type="text" labels={["At least", "At most"]} filter={filter} onChange={onChange} />;
  }
}

type Part = Pick<FilterEditorProps, "filter" | "onChange">;

function Choices({ column, filter, onChange }: Part & { readonly column: SheetColumn }) {
  const choices = column.type === "BOOLEAN" ? ["true", "false"] : (column.choices ?? []);
  const labels: Readonly<Record<string, string>> = { true: "Yes", false: "No" };
  return (
    <div className="stack tight">
      {choices.map((choice) => (
        <Checkbox
          key={choice}
          label={labels[choice] ?? choice}
          checked={filter.values.includes(choice)}
          onChange={(_, { checked }) => {
            const others = filter.values.filter((value) => value !== choice);
            onChange({ ...filter, values: checked === true ? [...others, choice] : others });
          }}
        />
      ))}
    </div>
  );
}

function LookUp({
  dataset,
  column,
  filter,
  onChange,
}: Part & { readonly dataset: Dataset; readonly column: SheetColumn }) {
  const [search, setSearch] = useState("");
  const { options, problem } = useOffers(dataset, column.field, search);
  const toggle = (value: string) => {
    const others = filter.values.filter((each) => each !== value);
    onChange({ ...filter, values: others.length === filter.values.length ? [...others, value] : others });
  };
  return (
    <>
      <Field
        label={`Search ${column.label.toLowerCase()}`}
        {...(problem === null ? {} : { validationMessage: problem })}
      >
        <Combobox
          multiselect
          freeform
          style={{ minWidth: 0 }}
          input={{ style: { minWidth: 0 } }}
          placeholder="Type to search"
          value={search}
          selectedOptions={[...filter.values]}
          onChange={(event) => setSearch(event.target.value)}
          onOptionSelect={(_, { optionValue }) => {
            // Without a value nothing was chosen: the letters stay.
            if (optionValue === undefined) return;
            toggle(optionValue);
            setSearch("");
          }}
        >
          {options}
        </Combobox>
      </Field>
      {filter.values.length > 0 && (
        <TagGroup
          aria-label={`Chosen ${column.label}`}
          style={{ flexWrap: "wrap", gap: "4px" }}
          onDismiss={(_, { value }) => toggle(value as string)}
        >
          {filter.values.map((value) => (
            <Tag key={value} value={value} size="small" dismissible dismissIcon={{ "aria-label": `Remove ${value}` }}>
              {value}
            </Tag>
          ))}
        </TagGroup>
      )}
    </>
  );
}

function Limits({
  type,
  labels,
  filter,
  onChange,
}: Part & { readonly type: "date" | "text"; readonly labels: readonly [string, string] }) {
  const look: InputProps = type === "date" ? { type } : { type, inputMode: "decimal" };
  return (
    <div className="row">
      <Field label={labels[0]} style={{ flex: "1 1 120px" }}>
        <Input
          {...look}
          input={{ style: { minWidth: 0, width: "100%" } }}
          value={filter.least}
          onChange={(_, { value }) => onChange({ ...filter, least: value })}
        />
      </Field>
      <Field label={labels[1]} style={{ flex: "1 1 120px" }}>
        <Input
          {...look}
          input={{ style: { minWidth: 0, width: "100%" } }}
          value={filter.most}
          onChange={(_, { value }) => onChange({ ...filter, most: value })}
        />
      </Field>
    </div>
  );
}
