import type { SheetColumn } from "../../api/operations.js";

/** The choices of a Select among columns, after the one of none. */
export function ColumnOptions({
  none,
  columns,
  marksReadOnly = false,
}: {
  readonly none: string;
  readonly columns: readonly SheetColumn[];
  readonly marksReadOnly?: boolean;
}) {
  return (
    <>
      <option value="">{none}</option>
      {columns.map(({ field, label, editable }) => (
        <option key={field} value={field}>
          {marksReadOnly && !editable ? `${label} (read only)` : label}
        </option>
      ))}
    </>
  );
}
