import { Body1, Button, Caption1, Checkbox, Field, Select, Spinner } from "@fluentui/react-components";
import { useRef, useState } from "react";
import type { DatasetDescription } from "../../../api/operations.js";
import {
  compareWithServer,
  sameForServer,
  type Comparison,
  type ColumnChoice,
  type OwnTableLook,
} from "../../../commands/adoptTable.js";
import { failed } from "../../../commands/outcome.js";
import { ColumnOptions } from "../../components/ColumnOptions.js";
import { ReasonedButton } from "../../components/ReasonedButton.js";
import { usePane } from "../../hooks/usePane.js";
import { AdoptCheck } from "./AdoptCheck.js";
import { canNameRow, firstKey, firstMatches, usualKey, type Matches } from "./adoptMatches.js";
import { Filters } from "./Filters.js";
import { conditionsFrom, filtersFrom, type Filter } from "./filters.js";

/** What was found when the user's table was compared with the server. */
interface Checked {
  readonly comparison: Comparison;
  readonly agreed: ReadonlySet<string>;
  readonly where: ReturnType<typeof conditionsFrom>;
}

/** Which of the user's columns is which of Sevenfold's, and which of them name a row. */
export function AdoptColumns({ dataset, look }: { readonly dataset: DatasetDescription; readonly look: OwnTableLook }) {
  const { tell } = usePane();
  const [matches, setMatches] = useState<Matches>(() => firstMatches(look));
  const [keyFields, setKeyFields] = useState<readonly string[]>(() => firstKey(dataset, look));
  const [filters, setFilters] = useState<readonly Filter[]>(() => filtersFrom(look.earlier?.binding.where ?? []));
  const [checked, setChecked] = useState<Checked>();
  const [isChecking, setChecking] = useState(false);
  const cancel = useRef<AbortController>(null);

  const match = (columnId: number, field: string) => {
    const changed = new Map(matches);
    // A field is in one column: the other lets go of it.
    for (const [other, taken] of matches) if (field !== "" && taken === field) changed.set(other, "");
    changed.set(columnId, field);
    setMatches(changed);
    const stillThere = keyFields.filter((key) => [...changed.values()].includes(key));
    setKeyFields(stillThere.length > 0 ? stillThere : usualKey(dataset, changed));
    setChecked(undefined);
  };
  const choices = look.table.headings.flatMap(({ columnId }, index): ColumnChoice[] => {
    const described = dataset.columns.find((column) => column.field === matches.get(columnId));
    return described ? [{ columnId, described, unit: look.suggestions[index]?.unit ?? null }] : [];
  });
  const reason = isChecking
    ? "Wait until this is done."
    : keyFields.length === 0
      ? "Tick a column that names the row, such as the reference."
      : choices.length === keyFields.length
        ? "Match at least one more column."
        : null;

  const check = async () => {
    const ending = new AbortController();
    cancel.current = ending;
    setChecking(true);
    setChecked(undefined);
    try {
      const where = conditionsFrom(filters, dataset.columns);
      const comparison = await compareWithServer(
        ...([look.table, dataset.dataset, where, choices, keyFields, ending.signal, look.earlier] as const),
      );
      const agreed = await sameForServer(dataset.dataset, comparison);
      if (!ending.signal.aborted) setChecked({ comparison, agreed, where });
    } catch (error) {
      if (!ending.signal.aborted) tell(failed(error));
    } finally {
      setChecking(false);
    }
  };

  return (
    <>
      <section className="stack" aria-labelledby="which-columns">
        <strong id="which-columns">3. Which columns</strong>
        <Caption1 className="quiet">
          {look.earlier ? "As they are linked now." : look.table.hasHeadings ? "Matched by their headings." : ""}{" "}
          Columns that you leave alone stay yours: Sevenfold never touches them.
        </Caption1>
        <ul className="plain-list stack" aria-label="Your columns">
          {look.table.headings.map(({ columnId, heading }, index) => {
            const name = heading === "" ? `Column ${index + 1}` : heading;
            const described = dataset.columns.find((column) => column.field === matches.get(columnId));
            return (
              <li key={columnId} className="card stack tight">
                <Field label={name}>
                  <Select
                    aria-label={`What ${name} is`}
                    value={described?.field ?? ""}
                    onChange={(_, { value }) => match(columnId, value)}
                  >
                    <ColumnOptions none="Leave alone" columns={dataset.columns} marksReadOnly />
                  </Select>
                </Field>
                {described && canNameRow(described) && (
                  <Checkbox
                    label="Names the row"
                    aria-label={`${name} names the row`}
                    checked={keyFields.includes(described.field)}
                    onChange={(_, { checked: isKey }) => {
                      const others = keyFields.filter((field) => field !== described.field);
                      setKeyFields(isKey === true ? [...others, described.field] : others);
                      setChecked(undefined);
                    }}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </section>
      <details>
        <summary>Only some of Sevenfold’s rows{filters.length > 0 ? ` (${filters.length})` : ""}</summary>
        <div className="stack">
          <Body1 as="p">A filter narrows what your rows are matched with, for example one measure of a KPI.</Body1>
          <Filters
            dataset={dataset}
            filters={filters}
            onChange={(changed) => {
              setFilters(changed);
              setChecked(undefined);
            }}
          />
        </div>
      </details>
      <div className="row">
        <ReasonedButton reason={reason} appearance={checked ? "secondary" : "primary"} onClick={() => void check()}>
          Check
        </ReasonedButton>
        {isChecking && <Button onClick={() => cancel.current?.abort()}>Cancel</Button>}
      </div>
      {isChecking && <Spinner size="tiny" labelPosition="after" label="Comparing your table with Sevenfold…" />}
      {checked && <AdoptCheck dataset={dataset} look={look} {...checked} />}
    </>
  );
}
