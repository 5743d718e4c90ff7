import { Field, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";

export const HeadingUnit = describedEnum("HeadingUnit", "How the amounts under a heading are written.", {
  POUNDS: "In pounds.",
  THOUSANDS: "In thousands of pounds: 120 means £120,000.",
  MILLIONS: "In millions of pounds: 1.2 means £1,200,000.",
});

@ObjectType("ColumnSuggestion", { description: "What one heading of a person's own table most likely means." })
export class ColumnSuggestionType {
  @Field(() => String, { description: "The heading as it was asked." }) heading!: string;
  @Field(() => String, {
    nullable: true,
    description: "Field of the dataset; null when nothing fits, or another heading fits the field better.",
  })
  field!: string | null;
  @Field(() => String, { nullable: true, description: "Why there is no field; null when there is one." })
  reason!: string | null;
  @Field(() => HeadingUnit, {
    nullable: true,
    description: "The unit that the heading names; null when it names none.",
  })
  unit!: keyof typeof HeadingUnit | null;
}
