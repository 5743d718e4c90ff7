import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { DateTimeScalar } from "../graph/scalars.js";

@ObjectType("AuditEntry", {
  description:
    "One entry of the audit trail: a changed cell, an act on a whole row, or something done to somebody's access.",
})
export class TrailEntry {
  /** Shown as `number`. */
  id!: string;
  personId!: string | null;
  rowId!: string;
  @Field(() => DateTimeScalar, { description: "When it was recorded." })
  recordedAt!: string;
  @Field(() => String, {
    description: "What was done: CREATED, CHANGED, DELETED, RESTORED, IMPORTED, TOKEN_CREATED, ...",
  })
  action!: string;
  @Field(() => String, {
    description: "What it was done to, such as CONTRACTS; ACCESS for who may sign in and as what.",
  })
  dataset!: string;
  @Field(() => String, { nullable: true, description: "The row's reference; null where it has none." })
  rowReference!: string | null;
  @Field(() => Int, { nullable: true, description: "The row's version after the change; null where rows have none." })
  version!: number | null;
  @Field(() => String, { nullable: true, description: "The changed field; null for an act on the whole row." })
  field!: string | null;
  @Field(() => String, { nullable: true, description: "What it said before; null when it was empty." })
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
  @Field(() => String, { description: "SHA-256 over the entry before it and its content, in hexadecimal." })
  hash!: string;
}

@InputType({ description: "Which entries; all that are given must hold." })
export class AuditWhere {
  @Field(() => [String], { nullable: true, description: "Of one of these datasets, such as CONTRACTS or ACCESS." })
  datasets?: string[] | null;
  @Field(() => String, { nullable: true, description: "Done by the person with this name or sign-in name, exactly." })
  person?: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Recorded at this moment or later." })
  from?: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: "Recorded before this moment." })
  until?: string | null;
  @Field(() => String, { nullable: true, description: "Of the publish with this receipt." })
  receipt?: string | null;
  @Field(() => ID, { nullable: true, description: "About the thing with this id." })
  id?: string | null;
}

@ArgsType()
export class AuditEntriesArguments extends PageArguments {
  @Field(() => AuditWhere, { defaultValue: {}, description: "Which entries; all when left out." })
  where!: AuditWhere;
}

export const TrailConnection = connectionOf("AuditEntry", "audit entries", () => TrailEntry);
