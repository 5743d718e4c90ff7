import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { DateTimeScalar } from "../graph/scalars.js";
import { DatasetName } from "./workbook.types.js";

@ObjectType({ description: "A publish with its receipt: changes that were applied together." })
export class Publish {
  id!: string;
  personId!: string;
  @Field(() => String, { description: "Its receipt, such as R-00000012; what `undoPublish` takes." })
  receipt!: string;
  @Field(() => DatasetName, { description: "What was changed." })
  dataset!: keyof typeof DatasetName;
  @Field(() => DateTimeScalar, { description: "When it was applied." })
  publishedAt!: string;
  @Field(() => String, {
    nullable: true,
    description: "Why, in the words of who published; null when nothing was said.",
  })
  reason!: string | null;
  @Field(() => String, { nullable: true, description: "The workbook that it came from; null when it was not said." })
  workbook!: string | null;
  @Field(() => Int, { description: "How many cells of existing rows it changed, of those that you may see." })
  cellsChanged!: number;
  @Field(() => Int, { description: "How many existing rows it changed, of those that you may see." })
  rowsChanged!: number;
  @Field(() => Int, { description: "How many rows it added, of those that you may see." })
  rowsCreated!: number;
  @Field(() => Int, { description: "How many rows it deleted, of those that you may see." })
  rowsDeleted!: number;
  @Field(() => Int, { description: "How many deleted rows it brought back, of those that you may see." })
  rowsRestored!: number;
  @Field(() => String, {
    nullable: true,
    description: "The receipt of the publish that it takes back; null for others.",
  })
  undoes!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The receipt of the publish that takes it back; null while it stands.",
  })
  undoneBy!: string | null;
}

@ArgsType()
export class PublishesArguments extends PageArguments {
  @Field(() => Boolean, {
    defaultValue: true,
    description: "Only your own. false: everybody's, for auditors and for those who may take them back.",
  })
  mine!: boolean;
}

export const PublishConnection = connectionOf("Publish", "publishes", () => Publish);
