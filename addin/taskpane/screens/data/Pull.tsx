import {
  Body1,
  Button,
  Caption1,
  Field,
  Radio,
  RadioGroup,
  Select,
  Spinner,
  Subtitle2,
} from "@fluentui/react-components";
import { useRef, useState } from "react";
import { ask } from "../../../api/client.js";
import { DATASETS, SHEET_COUNT, type DatasetDescription } from "../../../api/operations.js";
import { counted } from "../../../commands/outcome.js";
import { pullTable, type Pull as PullOrder } from "../../../commands/pullTable.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";
import { ColumnPicker } from "./ColumnPicker.js";
import { FilterEditor } from "./FilterEditor.js";
import { conditionsFrom, emptyFilter, type Filter } from "./filters.js";

/** Pull a table in three short steps: what, which rows, which columns. */
export function Pull() {
  const { viewer } = usePane();
  const [chosen, setChosen] = useState<string>();
  const [tries, setTries] = useState(0);
  const datasets = useAsked(
    viewer ? `datasets ${tries}` : null,
    async (signal) => (await ask(DATASETS, {}, { signal })).datasets,
  );
  const dataset = datasets.value?.find((each) => each.dataset === chosen) ?? datasets.value?.[0];
  if (!viewer) return <Body1 as="p">Sign in on Home first; then choose what to pull.</Body1>;
  return (
    <>
      <Subtitle2 as="h2">Pull table</Subtitle2>
      {datasets.problem !== null && (
        <>
          <Body1 as="p">{datasets.problem}</Body1>
          <Button onClick={() => setTries(tries + 1)}>Try again</Button>
        </>
      )}
      {datasets.value === undefined && datasets.isAsking && (
        <Spinner size="tiny" labelPosition="after" label="Reading what there is…" />
      )}
      {datasets.value && dataset && (
        <>
          <Field label="1. What">
            <RadioGroup value={dataset.dataset} onChange={(_, { value }) => setChosen(value)}>
              {datasets.value.map((each) => (
                <Radio key={each.dataset} value={each.dataset} label={each.label} />
              ))}
            </RadioGroup>
          </Field>
          <Caption1 className="quiet">{dataset.description}</Caption1>
          <PullOf key={dataset.dataset} dataset={dataset} />
        </>
      )}
    </>
  );
}

function PullOf({ dataset }: { readonly dataset: DatasetDescription }) {
  const { run, show, tell, busyWith, isInWorkbook } = usePane();
  const [filters, setFilters] = useState<readonly Filter[]>([]);
  const [columns, setColumns] = useState<readonly string[]>(dataset.defaultColumns);
  const [target, setTarget] = useState<PullOrder["target"]>("SELECTION");
  const [isPulling, setPulling] = useState(false);
  const cancel = useRef<AbortController>(null);
  const where = conditionsFrom(filters, dataset.columns);
  const count = useAsked(
    JSON.stringify(where),
    async (signal) => (await ask(SHEET_COUNT, { dataset: dataset.dataset, where }, { signal })).sheetCount,
    300,
  );
  const unused = dataset.columns.filter((column) => !filters.some((filter) => filter.field === column.field));

  const pull = async () => {
    const ending = new AbortController();
    cancel.current = ending;
    setPulling(true);
    const order = { dataset: dataset.dataset, label: dataset.label, columns, where, target };
    const outcome = await run("Pulling", () => pullTable(order, ending.signal));
    setPulling(false);
    if (outcome.kind !== "DONE" || ending.signal.aborted) return;
    show("data");
    tell(outcome);
  };
  const reason = !isInWorkbook
    ? "Needs a workbook."
    : columns.length === 0
      ? "Choose at least one column."
      : busyWith !== null
        ? "Wait until this is done."
        : null;
  return (
    <>
      <section className="stack" aria-labelledby="which">
        <strong id="which">2. Which rows</strong>
        {filters.map((filter) => {
          const column = dataset.columns.find((each) => each.field === filter.field);
          return (
            column && (
              <FilterEditor
                key={filter.field}
                dataset={dataset.dataset}
                column={column}
                filter={filter}
                onChange={(changed) =>
                  setFilters(filters.map((each) => (each.field === filter.field ? changed : each)))
                }
                onRemove={() => setFilters(filters.filter((each) => each.field !== filter.field))}
              />
            )
          );
        })}
        <Field label="Add a filter">
          <Select
            value=""
            onChange={(_, { value }) => {
              if (value !== "") setFilters([...filters, emptyFilter(value)]);
            }}
          >
            <option value="">Choose a column…</option>
            {unused.map((column) => (
              <option key={column.field} value={column.field}>
                {column.label}
              </option>
            ))}
          </Select>
        </Field>
        <Body1 as="p" aria-live="polite" className="figures">
          {count.problem ??
            (count.value === undefined
              ? "Counting…"
              : `${counted(count.value, "row")}${count.isAsking ? " (counting…)" : ""}`)}
        </Body1>
      </section>
      <section className="stack" aria-labelledby="columns">
        <strong id="columns">3. Which columns</strong>
        <ColumnPicker dataset={dataset} chosen={columns} onChange={setColumns} />
      </section>
      <Field label="Where">
        <RadioGroup value={target} onChange={(_, { value }) => setTarget(value as PullOrder["target"])}>
          <Radio value="SELECTION" label="At the selected cell, if its sheet is empty" />
          <Radio value="NEW_SHEET" label="On a new sheet" />
        </RadioGroup>
      </Field>
      <div className="row">
        <ReasonedButton reason={reason} appearance="primary" onClick={() => void pull()}>
          {count.value === undefined ? "Pull" : `Pull ${counted(count.value, "row")}`}
        </ReasonedButton>
        {isPulling ? (
          <Button onClick={() => cancel.current?.abort()}>Cancel</Button>
        ) : (
          <Button appearance="subtle" onClick={() => show("data")}>
            Back
          </Button>
        )}
      </div>
    </>
  );
}
