import { ArgsType, Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { RecordedEntry } from "./recordedEntry.types.js";

@ObjectType("AuditEntry", {
  description:
    "One entry of the audit trail: a changed cell, an act on a whole row, or something done to somebody's access.",
})
export class TrailEntry extends RecordedEntry {
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
