import { Body1, Caption1 } from "@fluentui/react-components";
import type { ColumnType, FigureOrigin, FigureRow } from "../../../api/operations.js";
import { rowsBehindFigure } from "../../../commands/rowsBehind.js";
import { earlierQuarters } from "../../../commands/whereFrom.js";
import { grouped, shownValue } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { RowsList } from "./RowsList.js";

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
      <RowsList behind={rowsBehindFigure(figure)} details={partsOf} />
      <EarlierQuarters figure={figure} shown={shown} />
    </>
  );
}

const partsOf = ({ kind, numerator, denominator }: FigureRow): string =>
  [
    kind.replaceAll("_", " "),
    ...(numerator === null ? [] : [`${grouped(numerator)} to the numerator`]),
    ...(denominator === null ? [] : [`${grouped(denominator)} to the denominator`]),
  ].join(", ");

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
