import { Body1, Button, Caption1, Field, ProgressBar, Radio, RadioGroup, Subtitle2 } from "@fluentui/react-components";
import { useRef, useState } from "react";
import { ask } from "../../../api/client.js";
import { SHEET_COUNT, type DatasetDescription } from "../../../api/operations.js";
import { counted } from "../../../commands/outcome.js";
import { pullTable, type Pull as PullOrder, type PullProgress } from "../../../commands/pullTable.js";
import { BackButton } from "../../components/BackButton.js";
import { ReadingNote } from "../../components/ReadingNote.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { useAsked } from "../../hooks/useAsked.js";
import { useDatasets } from "../../hooks/useDatasets.js";
import { useIsShown } from "../../hooks/useIsShown.js";
import { usePane } from "../../hooks/usePane.js";
import { ColumnPicker } from "./ColumnPicker.js";
import { Filters } from "./Filters.js";
import { conditionsFrom, type Filter } from "./filters.js";
import { SavedChoices } from "./SavedChoices.js";

/** Pull a table in three short steps: what, which rows, which columns. */
export function Pull() {
  const { viewer } = usePane();
  const [chosen, setChosen] = useState<string>();
  const datasets = useDatasets();
  const dataset = datasets.value?.find((each) => each.dataset === chosen) ?? datasets.value?.[0];
  if (!viewer) return <Body1 as="p">Sign in on Home first; then choose what to pull.</Body1>;
  return (
    <>
      <Subtitle2 as="h2">Pull table</Subtitle2>
      <ReadingNote asked={datasets} label="Reading what there is…" />
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
  const isShown = useIsShown();
  const [filters, setFilters] = useState<readonly Filter[]>([]);
  const [columns, setColumns] = useState<readonly string[]>(dataset.defaultColumns);
  const [target, setTarget] = useState<PullOrder["target"]>("SELECTION");
  const [progress, setProgress] = useState<PullProgress | null>(null);
  const cancel = useRef<AbortController>(null);
  const where = conditionsFrom(filters, dataset.columns);
  const count = useAsked(
    JSON.stringify(where),
    async (signal) => (await ask(SHEET_COUNT, { dataset: dataset.dataset, where }, { signal })).sheetCount,
    300,
  );
  const pull = async () => {
    const ending = new AbortController();
    cancel.current = ending;
    setProgress({ step: "Reading", share: null });
    const order = { dataset: dataset.dataset, label: dataset.label, columns, where, target };
    const outcome = await run("Pulling", () => pullTable(order, ending.signal, setProgress));
    setProgress(null);
    if (outcome.kind !== "DONE" || ending.signal.aborted || !isShown()) return;
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
        <Filters dataset={dataset} filters={filters} onChange={setFilters} />
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
      <SavedChoices
        dataset={dataset}
        current={{ columns, filters }}
        onChoose={(choice) => {
          setColumns(choice.columns);
          setFilters(choice.filters);
        }}
      />
      {progress && (
        <Field
          validationState="none"
          validationMessage={
            progress.share === null
              ? `${progress.step} ${count.value === undefined ? "rows" : counted(count.value, "row")}`
              : `${progress.step}, ${Math.floor(progress.share * 100)} %`
          }
        >
          <ProgressBar aria-label="Pulling" {...(progress.share === null ? {} : { value: progress.share })} />
        </Field>
      )}
      <div className="row">
        <ReasonedButton reason={reason} appearance="primary" onClick={() => void pull()}>
          {count.value === undefined ? "Pull" : `Pull ${counted(count.value, "row")}`}
        </ReasonedButton>
        {progress ? <Button onClick={() => cancel.current?.abort()}>Cancel</Button> : <BackButton />}
      </div>
    </>
  );
}
