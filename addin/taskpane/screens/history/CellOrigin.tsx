import { Body1, Button, Caption1, Field, Select, Spinner, Subtitle2 } from "@fluentui/react-components";
import { Fragment, useState } from "react";
import type { SavingRow, SheetColumn } from "../../../api/operations.js";
import { whereFrom, type CallOrigin } from "../../../commands/whereFrom.js";
import { shownDate, shownValue } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";
import { ChangeTrail } from "./ChangeTrail.js";
import { FigureParts } from "./FigureParts.js";
import { QuarterValues } from "./QuarterValues.js";
import { RowsList } from "./RowsList.js";

/** The selected cell: what it means, what it is made of, who changed it, and what it was. */
export function CellOrigin() {
  const { isInWorkbook, busyWith } = usePane();
  const [which, setWhich] = useState(0);
  const found = useAsked(isInWorkbook ? `look ${which}` : null, (signal) => whereFrom({ signal }, which));
  const origin = found.value;
  if (!isInWorkbook) return <Body1 as="p">Needs a workbook. Open Sevenfold from the Sevenfold tab in Excel.</Body1>;
  return (
    <>
      <div className="row spread">
        <Subtitle2 as="h2">{origin?.title ?? "Selected cell"}</Subtitle2>
        <Button
          size="small"
          disabledFocusable={busyWith !== null || found.isAsking}
          onClick={() => {
            found.again();
            setWhich(0);
          }}
        >
          Look at selected cell
        </Button>
      </div>
      {found.problem !== null && <Body1 as="p">{found.problem}</Body1>}
      {found.isAsking && <Spinner size="tiny" labelPosition="after" label="Looking at the cell…" />}
      {origin && !found.isAsking && found.problem === null && (
        <>
          {origin.title !== origin.address && <Caption1 className="quiet">Cell {origin.address}</Caption1>}
          {origin.call && <Call call={origin.call} hasFigure={origin.figure !== null} onWhich={setWhich} />}
          {origin.note !== null && <Body1 as="p">{origin.note}</Body1>}
          {origin.column && <Meaning column={origin.column} />}
          {origin.figure && <FigureParts key={origin.figure.id} figure={origin.figure} />}
          {origin.savings && <RowsList key={origin.savings.key} behind={origin.savings} details={whatItAdds} />}
          {origin.rowId !== null && <ChangeTrail origin={origin} rowId={origin.rowId} />}
          {origin.rowId !== null && origin.field !== null && origin.figure === null && (
            <QuarterValues origin={origin} rowId={origin.rowId} field={origin.field} />
          )}
        </>
      )}
    </>
  );
}

const whatItAdds = ({ savingClass, stage, amount }: SavingRow): string =>
  [savingClass, stage].map((word) => word.toLowerCase().replaceAll("_", " ")).join(", ") +
  `: ${shownValue(amount, "MONEY", "£")}`;

function Meaning({ column }: { readonly column: SheetColumn }) {
  const facts = [
    column.unit && `In ${column.unit}`,
    column.editable ? "Can be edited" : "Cannot be edited here",
    column.required && "Needed in every row",
  ].filter(Boolean);
  return (
    <section className="card stack tight" aria-label={`What ${column.label} means`}>
      <strong>{column.label}</strong>
      <Body1 as="p">{column.description}</Body1>
      <Caption1 className="quiet">{facts.join(" · ")}</Caption1>
    </section>
  );
}

/** What a SEVENFOLD function asks, and what it is answered. */
function Call({
  call,
  hasFigure,
  onWhich,
}: {
  readonly call: CallOrigin;
  /** What the figure is stands below in full. */
  readonly hasFigure: boolean;
  readonly onWhich: (which: number) => void;
}) {
  const { calls, which, meaning, answer } = call;
  // A period as it was asked for need not be said again.
  const asked = new Set<unknown>(call.arguments.map(([, value]) => value));
  const facts: (readonly [string, string | null | undefined])[] = [
    ...call.arguments,
    ...(hasFigure || !answer
      ? []
      : ([
          ["Gives", answer.value === null ? null : shownValue(answer.value, answer.type ?? undefined, answer.unit)],
          ["Answered for", asked.has(answer.period) ? null : answer.period],
          ["As at", answer.asAt && shownDate(answer.asAt)],
          ["Source", answer.source],
        ] as const)),
  ];
  return (
    <section className="card stack" aria-label="What the formula asks">
      {calls.length > 1 && (
        <Field label={`The formula has ${calls.length} SEVENFOLD functions`}>
          <Select value={String(which)} onChange={(_, { value }) => onWhich(Number(value))}>
            {calls.map((text, index) => (
              <option key={`${index} ${text}`} value={String(index)}>
                {`${index + 1}. ${text.replace(/^SEVENFOLD\./i, "")}`}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Body1 as="p">{meaning}</Body1>
      <dl className="values">
        {facts.map(([name, value], index) =>
          value ? (
            <Fragment key={`${index} ${name}`}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ) : null,
        )}
      </dl>
    </section>
  );
}
