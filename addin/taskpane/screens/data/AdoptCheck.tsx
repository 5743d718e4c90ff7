import { Body1, Caption1, Field, Input, Radio, RadioGroup } from "@fluentui/react-components";
import { useMemo, useState } from "react";
import type { DatasetDescription, SheetCondition } from "../../../api/operations.js";
import {
  adoptionPreview,
  adoptTable,
  ambiguousCells,
  exampleOf,
  withStyles,
  type ColumnStyle,
  type Comparison,
  type OwnTableLook,
} from "../../../commands/adoptTable.js";
import { counted } from "../../../commands/outcome.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { shownValue } from "../../components/shown.js";
import { useIsShown } from "../../hooks/useIsShown.js";
import { usePane } from "../../hooks/usePane.js";
import { AdoptFindings } from "./AdoptFindings.js";
import { hasStyle, StyleEditor } from "./StyleEditor.js";

/** How the columns are written, what adopting would mean, and what to do where the two tables differ. */
export function AdoptCheck({
  dataset,
  look,
  comparison,
  agreed,
  where,
}: {
  readonly dataset: DatasetDescription;
  readonly look: OwnTableLook;
  readonly comparison: Comparison;
  readonly agreed: ReadonlySet<string>;
  readonly where: readonly SheetCondition[];
}) {
  const { run, show, tell, busyWith } = usePane();
  const isShown = useIsShown();
  const [styles, setStyles] = useState<ReadonlyMap<string, ColumnStyle>>(new Map());
  const [differences, setDifferences] = useState<"KEEP" | "REPLACE">("KEEP");
  const [unknownRows, setUnknownRows] = useState<"LEAVE" | "OFFER">(
    look.earlier?.binding.adoption?.unknownRows ?? "LEAVE",
  );
  const [label, setLabel] = useState(look.earlier?.binding.label ?? look.table.name);
  const styled = useMemo(() => withStyles(comparison, styles), [comparison, styles]);
  const preview = useMemo(() => adoptionPreview(styled, agreed), [styled, agreed]);
  const withStyle = styled.columns.filter(
    (column) => hasStyle(column.type) && !comparison.keyFields.includes(column.field),
  );
  const unknown = preview.unmatched.filter(({ why }) => why === "UNKNOWN").length;
  const canAdd = dataset.columns.some((column) => column.editable);
  const reason =
    busyWith !== null
      ? "Wait until this is done."
      : preview.matched === 0
        ? "No row matches. Tick another column that names the row, or choose what the table holds."
        : label.trim() === ""
          ? "Give it a name."
          : null;

  const adopt = async () => {
    const order = { dataset: dataset.dataset, label: label.trim(), where, differences, unknownRows };
    const outcome = await run("Adopting", () => adoptTable(order, styled, agreed, look.earlier));
    if (outcome.kind === "FAILED" || !isShown()) return;
    show("data");
    tell(outcome);
  };
  return (
    <>
      {withStyle.length > 0 && (
        <section className="stack" aria-labelledby="how-written">
          <strong id="how-written">4. How your columns are written</strong>
          <Caption1 className="quiet">Found by comparing your figures with Sevenfold’s. Change what is wrong.</Caption1>
          {withStyle.map((column) => {
            const example = exampleOf(styled, column.field);
            return (
              <div key={column.field} className="card stack tight">
                <strong>{column.label}</strong>
                <StyleEditor
                  type={column.type}
                  unit={column.unit}
                  name={column.label}
                  style={column.style as ColumnStyle}
                  onChange={(style) => setStyles(new Map([...styles, [column.field, style]]))}
                />
                {example && !(column.type === "DATE" && typeof example.cell === "number") && (
                  <Caption1 className="quiet figures">
                    Your {String(example.cell)} is {shownValue(example.value, column.type, column.unit)}
                  </Caption1>
                )}
              </div>
            );
          })}
        </section>
      )}
      <section className="stack" aria-labelledby="what-happens">
        <strong id="what-happens">{withStyle.length > 0 ? "5" : "4"}. What happens</strong>
        <AdoptFindings preview={preview} firstSheetRow={comparison.table.place.firstRow + 1} />
        {ambiguousCells(preview) > 0 && (
          <Body1 as="p" className="card problem">
            {counted(ambiguousCells(preview), "amount")} cannot be read: text with words in it, where the column has a
            unit or sign of its own. Type them as numbers to publish them.
          </Body1>
        )}
        {preview.differences.length > 0 && (
          <Field label="Cells that differ and that you may change">
            <RadioGroup value={differences} onChange={(_, { value }) => setDifferences(value as typeof differences)}>
              <Radio value="KEEP" label="Keep mine: review and publish them as edits" />
              <Radio value="REPLACE" label="Take Sevenfold’s with the next refresh" />
            </RadioGroup>
          </Field>
        )}
        {unknown > 0 && canAdd && (
          <Field label={`${counted(unknown, "row")} that Sevenfold does not know`}>
            <RadioGroup value={unknownRows} onChange={(_, { value }) => setUnknownRows(value as typeof unknownRows)}>
              <Radio value="LEAVE" label="Leave alone" />
              <Radio value="OFFER" label="Offer as new rows when I publish" />
            </RadioGroup>
          </Field>
        )}
        <Field label="Name on the Data tab">
          <Input value={label} onChange={(_, { value }) => setLabel(value)} />
        </Field>
        <div className="row">
          <ReasonedButton reason={reason} appearance="primary" onClick={() => void adopt()}>
            {look.earlier ? "Change the columns" : `Adopt ${counted(preview.matched, "row")}`}
          </ReasonedButton>
        </div>
      </section>
    </>
  );
}
