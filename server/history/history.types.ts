import { Field, Int, ObjectType } from "type-graphql";
import { connectionOf } from "../graph/connection.js";
import { CellValueScalar, DateTimeScalar, PeriodScalar } from "../graph/scalars.js";
import { type CellValue } from "../workbooks/index.js";

@ObjectType("HistoryEntry", { description: "A recorded change: one cell, or something done to the whole thing." })
export class HistoryEntry {
  /** Shown as `number`. */
  id!: string;
  personId!: string | null;
  @Field(() => DateTimeScalar, {
    description: "When it was recorded. `@asRecorded` at this moment shows the change, and just before it does not.",
  })
  recordedAt!: string;
  @Field(() => String, {
    description:
      "CREATED, CHANGED, DELETED, RESTORED or IMPORTED; for access also what was done, such as TOKEN_CREATED.",
  })
  action!: string;
  @Field(() => String, { description: "The dataset that it belongs to, such as CONTRACTS or KPI_TARGETS." })
  dataset!: string;
  @Field(() => String, { nullable: true, description: "The thing's reference; null where it has none." })
  rowReference!: string | null;
  @Field(() => Int, { nullable: true, description: "The row's version after the change; null where rows have none." })
  version!: number | null;
  @Field(() => String, { nullable: true, description: "The changed field; null for an act on the whole thing." })
  field!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "What it said before, as people see it; null when it was empty.",
  })
  from!: string | null;
  @Field(() => String, { nullable: true, description: "What it said afterwards; null when it was emptied." })
  to!: string | null;
  @Field(() => String, { nullable: true, description: "Why, in the words of who did it; null when nothing was said." })
  reason!: string | null;
  @Field(() => String, { nullable: true, description: "The workbook that it came from; null for other ways." })
  workbook!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The receipt of the publish that it belongs to; null for other ways.",
  })
  receipt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The receipt of the publish that it takes back; null for others.",
  })
  undoes!: string | null;
}

@ObjectType({ description: "What a cell said at the end of a quarter, as it was recorded then." })
export class QuarterValue {
  @Field(() => PeriodScalar, { description: "The quarter." })
  period!: string;
  @Field(() => DateTimeScalar, { description: "Its last moment in the United Kingdom." })
  recordedAt!: string;
  @Field(() => Boolean, { description: "Whether the thing was there then." })
  isThere!: boolean;
  @Field(() => CellValueScalar, {
    nullable: true,
    description: "The value, worked out for the quarter's last day; null when it was empty or the thing was not there.",
  })
  value!: CellValue;
}

export const HistoryConnection = connectionOf("HistoryEntry", "changes", () => HistoryEntry);
