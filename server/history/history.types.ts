import { Field, ObjectType } from "type-graphql";
import { RecordedEntry } from "../audit/index.js";
import { connectionOf } from "../graph/connection.js";
import { CellValueScalar, DateTimeScalar, PeriodScalar } from "../graph/scalars.js";
import { type CellValue } from "../workbooks/index.js";

@ObjectType("HistoryEntry", { description: "A recorded change: one cell, or something done to the whole thing." })
export class HistoryEntry extends RecordedEntry {
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
