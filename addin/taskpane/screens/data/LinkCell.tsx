import {
  Body1,
  Button,
  Caption1,
  Field,
  Input,
  Radio,
  RadioGroup,
  Select,
  Subtitle2,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";
import {
  askFigures,
  cellPreview,
  linkCell,
  lookAtCell,
  usualStyle,
  type ColumnStyle,
  type Figure,
  type ShownFigure,
} from "../../../commands/linkCell.js";
import { BackButton } from "../../components/BackButton.js";
import { ColumnOptions } from "../../components/ColumnOptions.js";
import { LookUpOne } from "../../components/LookUpOne.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownDate, shownValue } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { useDatasets } from "../../hooks/useDatasets.js";
import { usePane } from "../../hooks/usePane.js";
import { hasStyle, StyleEditor } from "./StyleEditor.js";

type Source = "KPI" | "CONTRACTS" | "SAVINGS";

/** What has been filled in so far. */
interface Wanted {
  readonly source: Source;
  readonly kpi: string;
  readonly force: string;
  readonly period: string;
  readonly measure: "QUARTER" | "YEAR_TO_DATE" | "TARGET" | "RAG";
  readonly reference: string;
  readonly field: string;
  readonly asAt: string;
}
const NOTHING: Wanted = {
  source: "KPI",
  ...{ kpi: "", force: "", period: "", measure: "QUARTER" },
  ...{ reference: "", field: "", asAt: "" },
};

function figureOf({ source, kpi, force, period, measure, reference, field, asAt }: Wanted): Figure | null {
  const text = (typed: string) => typed.trim() || null;
  if (source === "KPI") {
    return text(kpi) === null
      ? null
      : { kind: "KPI", kpi: kpi.trim(), force: text(force), period: text(period), measure, asAt: text(asAt) };
  }
  if (text(reference) === null || field === "") return null;
  return { kind: "FIELD", dataset: source, reference: reference.trim(), field, asAt: text(asAt) };
}

/** Link one cell to one figure: choose it, see it, link. */
export function LinkCell() {
  const { viewer } = usePane();
  const [wanted, setWanted] = useState<Wanted>(NOTHING);
  if (!viewer) return <Body1 as="p">Sign in on Home first; then choose a figure.</Body1>;
  const set = (part: Partial<Wanted>) => setWanted({ ...wanted, ...part });
  return (
    <>
      <Subtitle2 as="h2">Link cell</Subtitle2>
      <Field label="1. What the cell shows">
        <RadioGroup
          value={wanted.source}
          onChange={(_, { value }) => setWanted({ ...NOTHING, source: value as Source })}
        >
          <Radio value="KPI" label="A KPI’s figure" />
          <Radio value="CONTRACTS" label="A field of a contract" />
          <Radio value="SAVINGS" label="A field of a saving" />
        </RadioGroup>
      </Field>
      <section className="stack" aria-labelledby="which-figure" key={wanted.source}>
        <strong id="which-figure">2. Which one</strong>
        {wanted.source === "KPI" ? <KpiPicker wanted={wanted} set={set} /> : <FieldPicker wanted={wanted} set={set} />}
        <Field
          label="As at"
          hint={wanted.source === "KPI" ? "Leave blank for the figure as it is kept." : "Leave blank for today."}
        >
          <Input type="date" value={wanted.asAt} onChange={(_, { value }) => set({ asAt: value })} />
        </Field>
      </section>
      <Preview figure={figureOf(wanted)} />
      <div className="row">
        <BackButton />
      </div>
    </>
  );
}

interface PickerProps {
  readonly wanted: Wanted;
  readonly set: (part: Partial<Wanted>) => void;
}

function KpiPicker({ wanted, set }: PickerProps) {
  return (
    <>
      <LookUpOne dataset="KPIS" field="kpi" label="KPI" required value={wanted.kpi} onChange={(kpi) => set({ kpi })} />
      <LookUpOne
        dataset="KPIS"
        field="organisation"
        label="Force"
        hint="Leave blank for the whole collaboration."
        value={wanted.force}
        onChange={(force) => set({ force })}
      />
      <LookUpOne
        dataset="KPIS"
        field="period"
        label="Quarter"
        hint="Leave blank for the latest one that is reported."
        value={wanted.period}
        onChange={(period) => set({ period })}
      />
      <Field label="Measure">
        <Select value={wanted.measure} onChange={(_, { value }) => set({ measure: value as Wanted["measure"] })}>
          <option value="QUARTER">The quarter itself</option>
          <option value="YEAR_TO_DATE">Year to date</option>
          <option value="TARGET">The quarter’s target</option>
          <option value="RAG">RAG, in a word</option>
        </Select>
      </Field>
    </>
  );
}

function FieldPicker({ wanted, set }: PickerProps) {
  const dataset = wanted.source === "SAVINGS" ? "SAVINGS" : "CONTRACTS";
  const datasets = useDatasets();
  const columns = datasets.value?.find((each) => each.dataset === dataset)?.columns ?? [];
  return (
    <>
      <LookUpOne
        dataset={dataset}
        field="reference"
        label={dataset === "SAVINGS" ? "Saving" : "Contract"}
        required
        value={wanted.reference}
        onChange={(reference) => set({ reference })}
      />
      <Field label="Field" required {...(datasets.problem === null ? {} : { validationMessage: datasets.problem })}>
        <Select value={wanted.field} onChange={(_, { value }) => set({ field: value })}>
          <ColumnOptions none="Choose a field…" columns={columns} />
        </Select>
      </Field>
    </>
  );
}

function Preview({ figure }: { readonly figure: Figure | null }) {
  const asked = useAsked(
    figure === null ? null : JSON.stringify(figure),
    async (signal) => (figure === null ? undefined : (await askFigures([figure], { signal }))[0]),
    300,
  );
  const answer = figure === null ? undefined : asked.value;
  return (
    <section className="stack" aria-labelledby="preview">
      <strong id="preview">3. Preview</strong>
      <div aria-live="polite" className="stack tight figures">
        {figure === null && <Caption1 className="quiet">Choose a figure to see it here.</Caption1>}
        {figure !== null && asked.problem !== null && <Body1 as="p">{asked.problem}</Body1>}
        {figure !== null && asked.problem === null && answer === undefined && <Caption1>Asking…</Caption1>}
        {answer && (
          <div className="card stack tight">
            <Caption1>{answer.label}</Caption1>
            <strong>{answer.value === null ? "#N/A" : shownValue(answer.value, answer.type, answer.unit)}</strong>
            {answer.problem !== null && <Body1 as="p">{answer.problem}</Body1>}
            {answer.asAt !== null && <Caption1 className="quiet">As at {shownDate(answer.asAt)}</Caption1>}
          </div>
        )}
      </div>
      {figure && answer && <Link key={answer.type} figure={figure} answer={answer} isAsking={asked.isAsking} />}
    </section>
  );
}

function Link({
  figure,
  answer,
  isAsking,
}: {
  readonly figure: Figure;
  readonly answer: ShownFigure;
  /** The answer is still that of another figure. */
  readonly isAsking: boolean;
}) {
  const { run, isInWorkbook, busyWith } = usePane();
  const [style, setStyle] = useState<ColumnStyle>(() => usualStyle(answer.type));
  const selected = useAsked(isInWorkbook ? "selected" : null, () => lookAtCell());
  const { again } = selected;
  useEffect(() => {
    // Somebody coming back from the grid has probably selected another cell.
    window.addEventListener("focus", again);
    return () => window.removeEventListener("focus", again);
  }, [again]);
  const cell = selected.value;
  const reason = !isInWorkbook
    ? "Needs a workbook."
    : isAsking
      ? "Wait for the figure."
      : busyWith !== null
        ? "Wait until this is done."
        : null;
  const link = async () => {
    await run("Linking", () => linkCell(figure, style));
    again();
  };
  const shown = String(cellPreview(answer, style));
  return (
    <>
      {hasStyle(answer.type) && (
        <StyleEditor type={answer.type} unit={answer.unit} name={answer.label} style={style} onChange={setStyle} />
      )}
      {answer.type !== "DATE" && <Caption1 className="quiet figures">The cell will hold {shown}</Caption1>}
      <div className="row spread">
        <Body1 aria-live="polite">
          {selected.problem ?? (cell ? `Selected: ${cell.address}` : "Looking at the selected cell…")}
        </Body1>
        <Button size="small" appearance="subtle" onClick={again}>
          Look again
        </Button>
      </div>
      {cell?.isFormula === true && (
        <Body1 as="p">It holds a formula, which stays. Sevenfold’s value is then shown on the Data tab.</Body1>
      )}
      {cell && !cell.isFormula && cell.cell !== "" && (
        <Body1 as="p">It holds {String(cell.cell)}, which will be replaced.</Body1>
      )}
      <div className="row">
        <ReasonedButton reason={reason} appearance="primary" onClick={() => void link()}>
          {cell ? `Link ${cell.address}` : "Link selected cell"}
        </ReasonedButton>
      </div>
    </>
  );
}
