import { GraphQLScalarType } from "graphql";
import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { SortDirection } from "../graph/order.js";
import { CellValueScalar, DateScalar, DateTimeScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { type CellValue } from "./dataset.js";

/** Answers that are JSON text already, as PostgreSQL makes them; the HTTP layer puts the text in place. */
export const madeByPostgres = (name: string, description: string) =>
  new GraphQLScalarType({ name, description, serialize: (text) => text });

export const SheetIds = madeByPostgres(
  "SheetIds",
  'The rows\' ids as a list of strings: ["contract_1", "contract_2"].',
);
export const SheetVersions = madeByPostgres(
  "SheetVersions",
  "The rows' versions as a list of whole numbers, in the order of the ids.",
);
export const SheetValues = madeByPostgres(
  "SheetValues",
  "The cells, column by column: one list per column in the order of `columns`, each in the order of the ids. Money and numbers are exact decimal strings, dates YYYY-MM-DD, unknown is null.",
);

export const DatasetName = describedEnum("Dataset", "What a workbook can pull as one table.", {
  CONTRACTS: "The contract register, one row a contract.",
  SAVINGS: "The savings register, one row a saving.",
  KPIS: "KPI figures, one row a KPI, organisation and quarter. Cannot be edited: it is worked out from the others.",
  PIPELINE: "The purchases that are planned, one row a purchase.",
  SUPPLIERS: "The suppliers, one row a supplier; merged ones count as one.",
  SPEND: "Spend, one row a line as a force published it. Cannot be edited: it is loaded from files.",
  CLAIMS: "Supplier claims, one row a claim. Recorded with `recordSupplierClaim`.",
  WAIVERS: "Waivers of competition, one row a request. Requested and decided by mutations.",
  SOCIAL_VALUE: "Social value, one row a commitment. Committed and delivered by mutations.",
});
export const ColumnType = describedEnum("ColumnType", "How a column's values are written and read.", {
  TEXT: "Text.",
  MONEY: "Money in pounds and pence, as an exact decimal string.",
  NUMBER: "An exact decimal number as a string.",
  INTEGER: "A whole number as a string.",
  PERCENT: "A percentage as an exact decimal string: 94.6 means 94.6 %.",
  DATE: "A calendar date, YYYY-MM-DD.",
  BOOLEAN: "True or false.",
  CHOICE: "One of a fixed list.",
  LOOKUP: "A name from a long list; ask `lookup` for it.",
  PERIOD: "A quarter of the financial year, such as 2026-27 Q2.",
});
export const SheetOperator = describedEnum("SheetOperator", "How a field is compared with the values.", {
  IN: "Is one of the values.",
  NOT_IN: "Is none of the values; unknown counts as none.",
  CONTAINS: "Holds the text, whatever the case. One value.",
  AT_LEAST: "Is the value or more (or later). One value.",
  AT_MOST: "Is the value or less (or earlier). One value.",
  IS_BLANK: "Is not known. No value.",
  IS_NOT_BLANK: "Is known. No value.",
});
export const PublishMode = describedEnum("PublishMode", "What happens when part of a publish cannot be applied.", {
  ALL_OR_NOTHING: "Nothing is applied unless everything can be.",
  APPLY_VALID: "What can be applied is; the rest comes back with its reasons.",
});
export const RowStatus = describedEnum("RowStatus", "What became of a row (in a preview: what would).", {
  APPLIED: "Its cells were changed.",
  MERGED: "Its cells were changed; other cells of the row had been changed by somebody else meanwhile, and stay.",
  UNCHANGED: "Every cell already said what was sent.",
  CONFLICT:
    "At least one cell was changed by somebody else to something different; see `conflicts`. Its other cells are in `appliedFields`.",
  REJECTED: "Something is wrong with it; see `errors`. Nothing of the row was changed.",
  NOT_APPLIED: "Nothing is wrong with it, but ALL_OR_NOTHING met a problem in another row.",
});
@ObjectType("SheetColumn", { description: "One column of a dataset: what it means and how its cells are written." })
export class SheetColumnType {
  @Field(() => String, { description: "Name for programs, used in `columns`, `where`, `orderBy` and edits." })
  field!: string;
  @Field(() => String, { description: "Name for people." }) label!: string;
  @Field(() => String, { description: "What it means." }) description!: string;
  @Field(() => ColumnType, { description: "How its values are written." }) type!: keyof typeof ColumnType;
  @Field(() => String, { nullable: true, description: "Unit, such as £; null where the type says it all." }) unit!:
    string | null;
  @Field(() => Boolean, { description: "True if a publish may change it." }) editable!: boolean;
  @Field(() => Boolean, { description: "True if it may not be blank." }) required!: boolean;
  @Field(() => [String], { nullable: true, description: "The values of a CHOICE column; null for others." })
  choices!: readonly string[] | null;
  @Field(() => Boolean, { description: "True if `lookup` offers values for it." }) hasLookup!: boolean;
}

@ObjectType("DatasetDescription", { description: "A dataset with all its columns." })
export class DatasetDescription {
  @Field(() => DatasetName, { description: "Name for programs." }) dataset!: keyof typeof DatasetName;
  @Field(() => String, { description: "Name for people." }) label!: string;
  @Field(() => String, { description: "What its rows are." }) description!: string;
  @Field(() => [SheetColumnType], { description: "Every column there is." }) columns!: SheetColumnType[];
  @Field(() => [String], { description: "Fields of the columns that a sheet has unless others are asked for." })
  defaultColumns!: readonly string[];
}

@ObjectType("Sheet", { description: "A dataset as a table, column by column. All lists are in one row order." })
export class SheetType {
  @Field(() => DatasetName, { description: "The dataset." }) dataset!: keyof typeof DatasetName;
  @Field(() => DateScalar, {
    description: "The date at which derived columns such as a contract's status were worked out.",
  })
  asAt!: string;
  @Field(() => DateTimeScalar, { description: "When it was read." }) readAt!: string;
  @Field(() => Int, { description: "How many rows it has." }) rowCount!: number;
  @Field(() => [SheetColumnType], { description: "The columns, in the order asked for." }) columns!: SheetColumnType[];
  @Field(() => SheetIds, { description: "The rows' ids." }) ids!: string;
  @Field(() => SheetVersions, { description: "The rows' versions; send a row's with its edit." }) versions!: string;
  @Field(() => SheetValues, { description: "The cells, column by column." }) values!: readonly string[];
}

@InputType("SheetCondition", { description: "A filter on one field. Several must all hold." })
export class SheetConditionInput {
  @Field(() => String, { description: "Field of the dataset." }) field!: string;
  @Field(() => SheetOperator, { description: "How it is compared." }) operator!: keyof typeof SheetOperator;
  @Field(() => [String], {
    description: "What it is compared with: decimals and dates as in cells, true or false for a BOOLEAN.",
  })
  values!: string[];
}

@InputType("SheetOrder", {
  description: "One step of a sheet's order; rows that are equal in every step follow their ids.",
})
export class SheetOrderInput {
  @Field(() => String, { description: "Field of the dataset." }) field!: string;
  @Field(() => SortDirection, { defaultValue: "ASCENDING", description: "Which end comes first; unknown is last." })
  direction!: keyof typeof SortDirection;
}

@ArgsType()
export class SheetArguments {
  @Field(() => DatasetName, { description: "What to pull." }) dataset!: keyof typeof DatasetName;
  @Field(() => [String], { nullable: true, description: "Fields, in the order wanted; null for the usual ones." })
  columns?: string[];
  @Field(() => [SheetConditionInput], { defaultValue: [], description: "Which rows; all of these must hold." })
  where!: SheetConditionInput[];
  @Field(() => [SheetOrderInput], { defaultValue: [], description: "In which order; empty for the usual one." })
  orderBy!: SheetOrderInput[];
  @Field(() => DateScalar, {
    nullable: true,
    description: "The date at which derived columns are worked out; null for today.",
  })
  asAt?: string;
}

@ObjectType("LookupChoice", { description: "A value to choose." })
export class LookupChoice {
  @Field(() => String, { description: "What to write in the cell." }) value!: string;
  @Field(() => String, {
    nullable: true,
    description: "What tells it from others, such as a force's name beside its code; null if nothing does.",
  })
  detail!: string | null;
}

@InputType("CellEdit", { description: "A cell's new value." })
export class CellEditInput {
  @Field(() => String, { description: "Field of the dataset." }) field!: string;
  @Field(() => CellValueScalar, {
    nullable: true,
    description:
      "The value as in sheets; what people type, such as 31/03/2027 or £1,250.00, is understood too. Null clears.",
  })
  value?: CellValue;
}
@InputType("RowEdit", { description: "Edits of one row, made on the version that was pulled." })
export class RowEditInput {
  @Field(() => ID, { description: "The row's id, from the sheet." }) id!: string;
  @Field(() => Int, { description: "The row's version, from the sheet." }) version!: number;
  @Field(() => [CellEditInput], { description: "The cells that were edited." }) cells!: CellEditInput[];
}
@InputType("RowInsert", { description: "A new row." })
export class RowInsertInput {
  @Field(() => String, { description: "The caller's own name for it; comes back in its result." }) clientRowId!: string;
  @Field(() => [CellEditInput], { description: "Its cells; `required` columns without a usual value must be there." })
  cells!: CellEditInput[];
}
@InputType("RowDelete", { description: "A row to delete. It leaves every list; its history stays." })
export class RowDeleteInput {
  @Field(() => ID, { description: "The row's id." }) id!: string;
  @Field(() => Int, { description: "The version that was looked at; a row changed since is not deleted." })
  version!: number;
}
@InputType("ChangesInput", { description: "Everything a workbook changed in one dataset. At most 20,000 rows." })
export class ChangesInput {
  @Field(() => DatasetName, { description: "CONTRACTS or SAVINGS." }) dataset!: keyof typeof DatasetName;
  @Field(() => [RowEditInput], { defaultValue: [], description: "Edited rows." }) rows!: RowEditInput[];
  @Field(() => [RowInsertInput], { defaultValue: [], description: "New rows." }) inserts!: RowInsertInput[];
  @Field(() => [RowDeleteInput], { defaultValue: [], description: "Rows to delete." }) deletes!: RowDeleteInput[];
  @Field(() => PublishMode, {
    defaultValue: "APPLY_VALID",
    description: "What happens when part of it cannot be applied.",
  })
  mode!: keyof typeof PublishMode;
  @Field(() => String, { nullable: true, description: "Why, for the audit trail." }) reason?: string;
  @Field(() => String, { nullable: true, description: "Name of the workbook, for the audit trail." }) workbook?: string;
}

@ObjectType("CellConflict", { description: "A cell three ways, for a person to decide." })
export class CellConflictType {
  @Field(() => String, { description: "Field of the dataset." }) field!: string;
  @Field(() => String, { description: "The field's name for people." }) label!: string;
  @Field(() => CellValueScalar, { nullable: true, description: "As it was when you pulled it." }) base!: CellValue;
  @Field(() => CellValueScalar, { nullable: true, description: "As you typed it." }) yours!: CellValue;
  @Field(() => CellValueScalar, { nullable: true, description: "As it is now." }) theirs!: CellValue;
  @Field(() => String, { nullable: true, description: "Who changed it; null for data that was loaded." }) by!:
    string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When they did; null for data that was loaded." }) at!:
    string | null;
  @Field(() => Int, { description: "The row's version now: publish the cell again with it to keep yours." })
  version!: number;
}
@ObjectType("CellError", { description: "What is wrong with a cell, or with the row when there is no field." })
export class CellErrorType {
  @Field(() => String, { nullable: true, description: "Field of the dataset; null when the whole row is meant." })
  field!: string | null;
  @Field(() => String, { description: "Stable, for programs." }) code!: string;
  @Field(() => String, { description: "For people: what is wrong and what to do." }) message!: string;
  @Field(() => String, { nullable: true, description: "What was probably meant; null when nothing is near." })
  suggestion?: string;
}
@ObjectType("RowResult", { description: "What became of one row." })
export class RowResultType {
  @Field(() => ID, { nullable: true, description: "The row's id; null for a new row that was not applied." }) id!:
    string | null;
  @Field(() => String, { nullable: true, description: "The caller's name of a new row; null for others." })
  clientRowId!: string | null;
  @Field(() => String, { nullable: true, description: "The row's reference; null if it has none." }) reference!:
    string | null;
  @Field(() => RowStatus, { description: "What became of it." }) status!: keyof typeof RowStatus;
  @Field(() => Int, { nullable: true, description: "The row's version now; null when there is no such row." })
  version!: number | null;
  @Field(() => [String], { description: "Fields that were changed." }) appliedFields!: readonly string[];
  @Field(() => [CellConflictType], { description: "Cells to decide on." }) conflicts!: readonly CellConflictType[];
  @Field(() => [CellErrorType], { description: "Everything that is wrong with it." }) errors!: readonly CellErrorType[];
}
@ObjectType("PublishCounts", { description: "How many rows had each outcome." })
export class PublishCounts {
  @Field(() => Int, { description: "Applied to rows nobody else had changed." }) applied!: number;
  @Field(() => Int, { description: "Applied beside somebody else's change of the same row." }) merged!: number;
  @Field(() => Int, { description: "Already as sent." }) unchanged!: number;
  @Field(() => Int, { description: "With a cell to decide on." }) conflicts!: number;
  @Field(() => Int, { description: "With something wrong." }) rejected!: number;
}
@ObjectType("PublishAnswer", {
  description: "The outcome of a publish, or of its preview: one result a row, in the order sent.",
})
export class PublishAnswerType {
  @Field(() => String, {
    nullable: true,
    description: "Number to quote, such as R-00000317; null for a preview and when nothing was applied.",
  })
  receipt!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was applied; null without a receipt." })
  publishedAt!: string | null;
  @Field(() => Boolean, { description: "True when this is the earlier answer to the same request." })
  replayed!: boolean;
  @Field(() => PublishCounts, { description: "Rows by outcome." }) counts!: PublishCounts;
  @Field(() => [RowResultType], { description: "Edits first, then new rows, then deletions, each in the order sent." })
  results!: readonly RowResultType[];
  @Field(() => [UserError], { description: "What is wrong with the request as a whole; empty when nothing is." })
  userErrors!: readonly UserError[];
}
