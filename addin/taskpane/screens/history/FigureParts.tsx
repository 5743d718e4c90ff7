import { Body1, Button, Caption1, Field, ProgressBar } from "@fluentui/react-components";
import { useRef, useState } from "react";
import type { ColumnType, FigureOrigin } from "../../../api/operations.js";
import { figureRows, openFigureRows } from "../../../commands/openFigureRows.js";
import { counted } from "../../../commands/outcome.js";
import { earlierQuarters } from "../../../commands/whereFrom.js";
import { MoreButton } from "../../components/MoreButton.js";
import { shownValue } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePages } from "../../hooks/usePages.js";
import { usePane } from "../../hooks/usePane.js";

const TYPES: Readonly<Record<FigureOrigin["unit"], readonly [ColumnType, string | null]>> = {
  GBP: ["MONEY", "£"],
  PERCENT: ["PERCENT", "%"],
  COUNT: ["NUMBER", null],
};
const STATES: Readonly<Record<string, string>> = {
  NOT_MEASURED: "Not measured",
  NOT_APPLICABLE: "Does not apply: there is nothing to divide by",
  AWAITED: "Awaited: nothing has been loaded for that quarter",
};

/** A KPI's figure: what it measures, its numerator and denominator, the rows behind it, and earlier quarters. */
export function FigureParts({ figure }: { readonly figure: FigureOrigin }) {
  const { definition, numerator, denominator } = figure;
  const [type, unit] = TYPES[figure.unit];
  const shown = (value: string | null) => shownValue(value, type, unit);
  const amount = (value: string | null) => (value === null ? "not known" : grouped(value));
  return (
    <>
      <section className="card stack" aria-label="What the figure is made of">
        <div className="stack tight">
          <strong className="figures">
            {figure.value === null ? (STATES[figure.dataState] ?? "Not known") : shown(figure.value)}
          </strong>
          <Body1 as="p">{definition.meaning}</Body1>
        </div>
        <dl className="values">
          <dt>Numerator</dt>
          <dd>
            {amount(numerator)} <Caption1 className="quiet">{definition.numeratorMeaning}</Caption1>
          </dd>
          {definition.denominatorMeaning !== null && (
            <>
              <dt>Denominator</dt>
              <dd>
                {amount(denominator)} <Caption1 className="quiet">{definition.denominatorMeaning}</Caption1>
              </dd>
            </>
          )}
          <dt>Target</dt>
          <dd>
            {figure.target === null ? "none set" : shown(figure.target)}
            {figure.rag === "NONE" ? "" : `, ${figure.rag.toLowerCase()}`}
          </dd>
          {figure.ragOverride && (
            <>
              <dt>Colour</dt>
              <dd>
                chosen by {figure.ragOverride.setBy ?? "somebody"}: “{figure.ragOverride.reason}”
              </dd>
            </>
          )}
          <dt>Definition</dt>
          <dd>
            {definition.code}, version {definition.version}
          </dd>
        </dl>
      </section>
      <Rows figure={figure} />
      <EarlierQuarters figure={figure} shown={shown} />
    </>
  );
}

const grouped = (decimal: string): string => {
  const [whole = "", fraction] = decimal.split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
};

const PAGE = 5;

function Rows({ figure }: { readonly figure: FigureOrigin }) {
  const { run, busyWith } = usePane();
  const [progress, setProgress] = useState<readonly [number, number] | null>(null);
  const cancel = useRef<AbortController>(null);
  const rows = usePages(figure.id, (after, signal) => figureRows(figure, PAGE, after, signal));
  const open = async () => {
    const ending = new AbortController();
    cancel.current = ending;
    setProgress([0, rows.total ?? 0]);
    await run("Reading rows", () => openFigureRows(figure, (done, total) => setProgress([done, total]), ending.signal));
    setProgress(null);
  };
  return (
    <details open>
      <summary>
        <strong>{`Rows behind it${rows.total === undefined ? "" : ` (${rows.total.toLocaleString("en-GB")})`}`}</strong>
      </summary>
      <ul className="plain-list stack" aria-label="Rows behind it">
        {rows.rows.map((row) => (
          <li key={`${row.kind} ${row.rowId}`} className="stack tight">
            <span>
              <strong>{row.reference}</strong> {row.title}
            </span>
            <Caption1 className="quiet figures">
              {row.kind.replaceAll("_", " ")}
              {row.numerator === null ? "" : `, ${grouped(row.numerator)} to the numerator`}
              {row.denominator === null ? "" : `, ${grouped(row.denominator)} to the denominator`}
            </Caption1>
          </li>
        ))}
      </ul>
      {rows.total === 0 && <Body1 as="p">No row is behind it, or none that you may see.</Body1>}
      <MoreButton pages={rows} what="rows" />
      {rows.total !== undefined && rows.total > 0 && (
        <div className="row">
          <Button size="small" disabledFocusable={busyWith !== null} onClick={() => void open()}>
            {`Open ${counted(rows.total, "row")} as a table`}
          </Button>
          {progress && (
            <Button size="small" onClick={() => cancel.current?.abort()}>
              Cancel
            </Button>
          )}
        </div>
      )}
      {progress && (
        <Field validationState="none" validationMessage={`${progress[0]} of ${progress[1]} rows read`}>
          <ProgressBar aria-label="Reading rows" value={progress[0]} max={Math.max(1, progress[1])} />
        </Field>
      )}
    </details>
  );
}

function EarlierQuarters({
  figure,
  shown,
}: {
  readonly figure: FigureOrigin;
  readonly shown: (value: string | null) => string;
}) {
  const quarters = useAsked(figure.id, (signal) => earlierQuarters(figure, { signal }));
  return (
    <details>
      <summary>
        <strong>Earlier quarters</strong>
      </summary>
      {quarters.problem !== null && <Body1 as="p">{quarters.problem}</Body1>}
      {quarters.value?.length === 0 && <Body1 as="p">There is no figure for an earlier quarter.</Body1>}
      <ul className="plain-list stack tight figures" aria-label="Earlier quarters">
        {quarters.value?.map(({ period, value }) => (
          <li key={period} className="row spread">
            <span>{period}</span>
            <span>{value === null ? "no figure" : shown(String(value))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
