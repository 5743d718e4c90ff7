import { Button } from "@fluentui/react-components";
import { ArrowDownRegular, ArrowUpRegular, DismissRegular } from "@fluentui/react-icons";
import { useEffect, useRef, type KeyboardEvent } from "react";
import type { DatasetDescription } from "../../../api/operations.js";

/** Which of a dataset's columns are chosen, from left to right, by field. */
export interface ChosenColumns {
  readonly dataset: DatasetDescription;
  readonly chosen: readonly string[];
  readonly onChange: (fields: readonly string[]) => void;
}

/** The chosen columns in a list; moved by buttons, or with Alt and the arrows. */
export function ColumnOrder({ dataset, chosen, onChange }: ChosenColumns) {
  const list = useRef<HTMLOListElement>(null);
  /** What is to have the keyboard once the list is drawn anew. */
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-button="${wanted.current}"]`)?.focus();
    wanted.current = null;
  }, [chosen]);
  const move = (field: string, by: number, button: string) => {
    const from = chosen.indexOf(field);
    const to = from + by;
    if (to < 0 || to >= chosen.length) return;
    const others = chosen.filter((each) => each !== field);
    wanted.current = `${button} ${field}`;
    onChange(others.toSpliced(to, 0, field));
  };
  const onKey = (event: KeyboardEvent, field: string) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    const [button = "up"] = (event.target as HTMLElement).dataset["button"]?.split(" ") ?? [];
    move(field, event.key === "ArrowUp" ? -1 : 1, button);
  };
  return (
    <details>
      <summary>Order of the columns</summary>
      <ol className="plain-list stack tight" ref={list} aria-label="Order of the columns">
        {chosen.map((field, index) => {
          const label = dataset.columns.find((column) => column.field === field)?.label ?? field;
          return (
            <li key={field} className="row spread" onKeyDown={(event) => onKey(event, field)}>
              <span>{`${index + 1}. ${label}`}</span>
              <span className="row tight">
                {(["up", "down"] as const).map((direction) => (
                  <Button
                    key={direction}
                    size="small"
                    appearance="subtle"
                    data-button={`${direction} ${field}`}
                    icon={direction === "up" ? <ArrowUpRegular /> : <ArrowDownRegular />}
                    disabledFocusable={index === (direction === "up" ? 0 : chosen.length - 1)}
                    aria-label={`Move ${label} ${direction}`}
                    onClick={() => move(field, direction === "up" ? -1 : 1, direction)}
                  />
                ))}
                <Button
                  size="small"
                  appearance="subtle"
                  data-button={`leave ${field}`}
                  icon={<DismissRegular />}
                  aria-label={`Leave ${label} out`}
                  onClick={() => {
                    const next = chosen[index + 1] ?? chosen[index - 1];
                    wanted.current = next === undefined ? null : `leave ${next}`;
                    onChange(chosen.filter((each) => each !== field));
                  }}
                />
              </span>
            </li>
          );
        })}
      </ol>
    </details>
  );
}
