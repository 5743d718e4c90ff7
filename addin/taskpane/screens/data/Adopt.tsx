import { Body1, Button, Field, Select, Spinner, Subtitle2 } from "@fluentui/react-components";
import { useState } from "react";
import { ask } from "../../../api/client.js";
import { DATASETS, type DatasetDescription } from "../../../api/operations.js";
import { lookAtSelection, type OwnTableLook } from "../../../commands/adoptTable.js";
import { counted, failed } from "../../../commands/outcome.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";
import { AdoptColumns } from "./AdoptColumns.js";

/** Adopt a table of the user's own in three steps: which table, which columns, what that would mean. */
export function Adopt() {
  const { viewer, show } = usePane();
  const [chosen, setChosen] = useState("CONTRACTS");
  const [tries, setTries] = useState(0);
  const datasets = useAsked(
    viewer ? `datasets ${tries}` : null,
    async (signal) => (await ask(DATASETS, {}, { signal })).datasets,
  );
  const dataset = datasets.value?.find((each) => each.dataset === chosen) ?? datasets.value?.[0];
  if (!viewer) return <Body1 as="p">Sign in on Home first; then choose a table to adopt.</Body1>;
  return (
    <>
      <Subtitle2 as="h2">Adopt table</Subtitle2>
      <Body1 as="p">
        Link a table that you have already. Nothing in it is moved, renamed or formatted, and no column is added.
      </Body1>
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
          <Field label="1. What it holds" hint={dataset.description}>
            <Select value={dataset.dataset} onChange={(_, { value }) => setChosen(value)}>
              {datasets.value.map((each) => (
                <option key={each.dataset} value={each.dataset}>
                  {each.label}
                </option>
              ))}
            </Select>
          </Field>
          <WhichTable key={dataset.dataset} dataset={dataset} />
        </>
      )}
      <div className="row">
        <Button appearance="subtle" onClick={() => show("data")}>
          Back
        </Button>
      </div>
    </>
  );
}

function WhichTable({ dataset }: { readonly dataset: DatasetDescription }) {
  const { isInWorkbook, tell } = usePane();
  const [look, setLook] = useState<OwnTableLook>();
  const [looks, setLooks] = useState(0);
  const [isLooking, setLooking] = useState(false);
  const lookAgain = async () => {
    setLooking(true);
    try {
      setLook(await lookAtSelection(dataset.dataset));
      setLooks(looks + 1);
    } catch (error) {
      tell(failed(error));
    } finally {
      setLooking(false);
    }
  };
  const reason = !isInWorkbook ? "Needs a workbook." : isLooking ? "Wait until this is done." : null;
  return (
    <>
      <section className="stack" aria-labelledby="which-table">
        <strong id="which-table">2. Which table</strong>
        <Body1 as="p">
          Select one cell of your table in the sheet; or, if other cells touch it, all of it with its headings.
        </Body1>
        <div className="row">
          <ReasonedButton reason={reason} appearance={look ? "secondary" : "primary"} onClick={() => void lookAgain()}>
            {look ? "Use another selection" : "Use selection"}
          </ReasonedButton>
        </div>
        {isLooking && <Spinner size="tiny" labelPosition="after" label="Looking at your table…" />}
        {look && (
          <Body1 as="p" className="figures" aria-live="polite">
            {look.table.address}: {counted(look.table.place.rowCount, "row")},{" "}
            {counted(look.table.headings.length, "column")}.
          </Body1>
        )}
      </section>
      {look && <AdoptColumns key={looks} dataset={dataset} look={look} />}
    </>
  );
}
