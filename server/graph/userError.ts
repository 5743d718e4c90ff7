import { Field, ObjectType } from "type-graphql";

/** A problem that the caller can put right, as GraphQL shows it. */
@ObjectType("UserError", {
  description: "Something that you can put right: what is wrong, where, and what to do about it.",
})
export class UserError {
  @Field(() => String, { description: "Stable, for programs: upper case with underscores." })
  code!: string;

  @Field(() => String, { description: "For people: names the thing and the way out." })
  message!: string;

  @Field(() => [String], {
    description: "Path into the input, outermost first; empty when the problem is with the whole.",
  })
  field!: readonly string[];

  @Field(() => String, { nullable: true, description: "What was probably meant; null when nothing is near." })
  suggestion?: string;
}
