import { Checkbox, Field, Select } from "@fluentui/react-components";
import type { ColumnType } from "../../../api/operations.js";
import type { ColumnStyle } from "../../../commands/linkCell.js";

/** True for columns whose way of writing a person can choose. */
export function hasStyle(type: ColumnType): boolean {
  return ["MONEY", "NUMBER", "PERCENT", "DATE", "BOOLEAN"].includes(type);
}

/** Unit and sign of amounts, the form of dates, the words for yes and no. */
export function StyleEditor({
  type,
  unit,
  name,
  style,
  onChange,
}: {
  readonly type: ColumnType;
  readonly unit: string | null;
  /** What the column is called, for those who hear the labels one by one. */
  readonly name: string;
  readonly style: ColumnStyle;
  readonly onChange: (style: ColumnStyle) => void;
}) {
  switch (type) {
    case "MONEY":
    case "NUMBER": {
      const pound = unit ?? (type === "MONEY" ? "£" : "");
      return (
        <div className="row">
          <Field label="Unit" style={{ flex: "1 1 100px" }}>
            <Select
              aria-label={`Unit of ${name}`}
              value={String(style.places)}
              onChange={(_, { value }) => onChange({ ...style, places: Number(value) })}
            >
              <option value="0">{pound === "" ? "Ones" : pound}</option>
              <option value="3">{pound === "" ? "Thousands" : `${pound}k`}</option>
              <option value="6">{pound === "" ? "Millions" : `${pound}m`}</option>
            </Select>
          </Field>
          <Checkbox
            label="Other sign"
            aria-label={`${name} has the other sign`}
            checked={style.isReversed}
            onChange={(_, { checked }) => onChange({ ...style, isReversed: checked === true })}
          />
        </div>
      );
    }
    case "PERCENT":
      return (
        <Field label="Written as">
          <Select
            aria-label={`How ${name} is written`}
            value={String(style.places)}
            onChange={(_, { value }) => onChange({ ...style, places: Number(value) })}
          >
            <option value="2">94.6% (0.946 in the cell)</option>
            <option value="0">94.6</option>
          </Select>
        </Field>
      );
    case "DATE":
      return (
        <Field label="Dates are">
          <Select
            aria-label={`How ${name} is written`}
            value={style.dates}
            onChange={(_, { value }) => onChange({ ...style, dates: value as ColumnStyle["dates"] })}
          >
            <option value="REAL">Real dates</option>
            <option value="TEXT_DAY_FIRST">Text, 31/03/2027</option>
            <option value="TEXT_ISO">Text, 2027-03-31</option>
          </Select>
        </Field>
      );
    case "BOOLEAN":
      return (
        <Field label="Written as">
          <Select
            aria-label={`How ${name} is written`}
            value={style.flags}
            onChange={(_, { value }) => onChange({ ...style, flags: value as ColumnStyle["flags"] })}
          >
            <option value="TRUE_FALSE">TRUE or FALSE</option>
            <option value="YES_NO">Yes or No</option>
            <option value="Y_N">Y or N</option>
          </Select>
        </Field>
      );
    default:
      return null;
  }
}
