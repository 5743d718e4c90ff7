import { Body1, Button, Field, Select, Spinner, Subtitle2 } from "@fluentui/react-components";
import { useState } from "react";
import type { DatasetDescription } from "../../../api/operations.js";
import { lookAtSelection, lookWithoutHeadings, type OwnTableLook } from "../../../commands/adoptTable.js";
import { counted, failed } from "../../../commands/outcome.js";
import { BackButton } from "../../components/BackButton.js";
import { ReadingNote } from "../../components/ReadingNote.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { useDatasets } from "../../hooks/useDatasets.js";
import { usePane } from "../../hooks/usePane.js";
import { AdoptColumns } from "./AdoptColumns.js";

/** Adopt a table of the user's own in three steps: which table, which columns, what that would mean. */
export function Adopt() {
  const { viewer } = usePane();
  const [chosen, setChosen] = useState("CONTRACTS");
  const datasets = useDatasets();
  const dataset = datasets.value?.find((each) => each.dataset === chosen) ?? datasets.value?.[0];
  if (!viewer) return <Body1 as="p">Sign in on Home first; then choose a table to adopt.</Body1>;
  return (
    <>
      <Subtitle2 as="h2">Adopt table</Subtitle2>
      <Body1 as="p">
        Link a table that you have already. Nothing in it is moved, renamed or formatted, and no column is added.
      </Body1>
      <ReadingNote asked={datasets} label="Reading what there is…" />
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
        <BackButton />
      </div>
    </>
  );
}

function WhichTable({ dataset }: { readonly dataset: DatasetDescription }) {
  const { isInWorkbook, tell } = usePane();
  const [look, setLook] = useState<OwnTableLook>();
  const [looks, setLooks] = useState(0);
  const [isLooking, setLooking] = useState(false);
  const [isList, setList] = useState(false);
  const lookAgain = async (how = () => lookAtSelection(dataset.dataset)) => {
    setLooking(true);
    try {
      setLook(await how());
      setLooks(looks + 1);
      setList(false);
    } catch (error) {
      tell(failed(error));
    } finally {
      setLooking(false);
    }
  };
  const shape = look === undefined || isList || look.earlier ? "USUAL" : look.table.shape;
  const isOther = look !== undefined && look.earlier !== null && look.earlier.binding.dataset !== dataset.dataset;
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
      {look && shape !== "USUAL" && (
        <section className="card problem stack" aria-label="Before you go on">
          <Body1 as="p">{shape === "CROSS_TAB" ? CROSS_TAB : noHeadings(look)}</Body1>
          {shape === "CROSS_TAB" && (
            <ul>
              {INSTEAD.map((way) => (
                <li key={way}>{way}</li>
              ))}
            </ul>
          )}
          <div className="row">
            {shape === "NO_HEADINGS" && (
              <Button
                size="small"
                disabledFocusable={isLooking}
                onClick={() => void lookAgain(() => lookWithoutHeadings(look, dataset.dataset))}
              >
                It is a row like the others
              </Button>
            )}
            <Button size="small" appearance="subtle" disabledFocusable={isLooking} onClick={() => setList(true)}>
              {shape === "NO_HEADINGS" ? "They are headings" : "Each row is one thing all the same"}
            </Button>
          </div>
        </section>
      )}
      {look?.earlier && (
        <Body1 as="p" className={isOther ? "card problem" : ""}>
          {`These cells are linked already, as “${look.earlier.binding.label}”. `}
          {isOther
            ? `To change its columns, choose ${look.earlier.binding.dataset.toLowerCase().replaceAll("_", " ")} under 1, then use the selection again.`
            : "Change its columns below; edits that are not published stay."}
        </Body1>
      )}
      {look && shape === "USUAL" && !isOther && <AdoptColumns key={looks} dataset={dataset} look={look} />}
    </>
  );
}

const CROSS_TAB =
  "This looks like a cross-tab: its columns are quarters, months or years, so one row holds several figures. A table can be adopted where each row is one thing. Instead:";
const INSTEAD = [
  "Link its cells one by one with Link cell.",
  "Or put =SEVENFOLD.KPI(...) into its cells, with references to the headings beside and above.",
  "Or turn it into a list (Data > From Table/Range, then Unpivot Columns), and adopt the list.",
] as const;

const noHeadings = ({ table }: OwnTableLook): string => {
  const first = table.headings.map(({ heading }) => heading).filter((heading) => heading !== "");
  return `Row ${table.place.firstRow} looks like a row of figures rather than headings: ${first.slice(0, 3).join(", ")}. What is it?`;
};
