import type { DatasetDescription } from "../../../api/operations.js";
import { AddFilter } from "./AddFilter.js";
import { FilterEditor } from "./FilterEditor.js";
import { emptyFilter, type Filter } from "./filters.js";

/** Filters on a dataset's columns, one editor each, and a way to add another. */
export function Filters({
  dataset,
  filters,
  onChange,
}: {
  readonly dataset: DatasetDescription;
  readonly filters: readonly Filter[];
  readonly onChange: (filters: readonly Filter[]) => void;
}) {
  const unused = dataset.columns.filter((column) => !filters.some((filter) => filter.field === column.field));
  return (
    <>
      {filters.map((filter) => {
        const column = dataset.columns.find((each) => each.field === filter.field);
        return (
          column && (
            <FilterEditor
              key={filter.field}
              dataset={dataset.dataset}
              column={column}
              filter={filter}
              onChange={(changed) => onChange(filters.map((each) => (each.field === filter.field ? changed : each)))}
              onRemove={() => onChange(filters.filter((each) => each.field !== filter.field))}
            />
          )
        );
      })}
      <AddFilter columns={unused} onAdd={(field) => onChange([...filters, emptyFilter(field)])} />
    </>
  );
}
