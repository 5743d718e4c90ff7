import { Field, Int, ObjectType } from "type-graphql";

/** What an entry says wherever it is shown: in the trail for auditors, and in the history of the thing itself. */
@ObjectType({ description: "Something that was done, as it was recorded." })
export abstract class RecordedEntry {
  /** Shown as `number`. */
  id!: string;
  personId!: string | null;
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
