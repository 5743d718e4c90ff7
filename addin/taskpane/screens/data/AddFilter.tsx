import { useRef, useState } from "react";
import { Field, Select } from "@fluentui/react-components";
import type { SheetColumn } from "../../../api/operations.js";
import { ColumnOptions } from "../../components/ColumnOptions.js";

/**
 * A column to filter by. Chosen with the mouse it is added at once; with the keyboard, where every letter and arrow chooses
 * another, when Enter is pressed or the list is left.
 */
export function AddFilter({
  columns,
  onAdd,
}: {
  readonly columns: readonly SheetColumn[];
  readonly onAdd: (field: string) => void;
}) {
  const [chosen, setChosen] = useState("");
  const isTyping = useRef(false);
  const add = (field: string) => {
    setChosen("");
    if (field !== "") onAdd(field);
  };
  return (
    <Field label="Add a filter" hint={chosen === "" ? undefined : "Enter adds it"}>
      <Select
        value={chosen}
        onPointerDown={() => (isTyping.current = false)}
        onKeyDown={(event) => {
          isTyping.current = true;
          if (event.key !== "Enter" || chosen === "") return;
          // It would open the list.
          event.preventDefault();
          add(chosen);
        }}
        onBlur={() => add(chosen)}
        onChange={(_, { value }) => {
          if (isTyping.current) setChosen(value);
          else add(value);
        }}
      >
        <ColumnOptions none="Choose a column…" columns={columns} />
      </Select>
    </Field>
  );
}
