import { Field, ID, InputType } from "type-graphql";
import { type CalendarDate } from "../shared/calendar.js";
import { DateScalar, DecimalScalar } from "./scalars.js";

const unknown = "true: only where it is not known (null). false: only where it is known.";
const anyOf = "One of these, up to 1,000. An empty list matches nothing.";

/** What the combinators of every `where` say. */
export const combinators = {
  and: "All of these hold, beside the other conditions here.",
  or: "At least one of these holds, beside the other conditions here. An empty list matches nothing.",
  not: "This does not hold; rows whose value is unknown count as not holding it.",
};

/** A `where` input holds one filter per field and may hold others of its kind. */
export interface Combinable<Where> {
  readonly and?: readonly Where[] | null;
  readonly or?: readonly Where[] | null;
  readonly not?: Where | null;
}

@InputType({ description: "Conditions on a text. Upper and lower case are the same. All that are given must hold." })
export class StringFilter {
  @Field(() => String, { nullable: true, description: "Exactly this text." })
  equals?: string | null;
  @Field(() => [String], { nullable: true, description: anyOf })
  in?: string[] | null;
  @Field(() => String, { nullable: true, description: "This text stands somewhere in it." })
  contains?: string | null;
  @Field(() => String, { nullable: true, description: "It begins with this text." })
  startsWith?: string | null;
  @Field(() => Boolean, { nullable: true, description: unknown })
  isNull?: boolean | null;
}

@InputType({ description: "Conditions on an amount or another exact number. All that are given must hold." })
export class DecimalFilter {
  @Field(() => DecimalScalar, { nullable: true, description: "Exactly this amount." })
  equals?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: "This amount or more." })
  atLeast?: string | null;
  @Field(() => DecimalScalar, { nullable: true, description: "This amount or less." })
  atMost?: string | null;
  @Field(() => Boolean, { nullable: true, description: unknown })
  isNull?: boolean | null;
}

@InputType({ description: "Conditions on a calendar date. All that are given must hold." })
export class DateFilter {
  @Field(() => DateScalar, { nullable: true, description: "On this day." })
  equals?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "On this day or later." })
  from?: CalendarDate | null;
  @Field(() => DateScalar, { nullable: true, description: "On this day or earlier." })
  to?: CalendarDate | null;
  @Field(() => Boolean, { nullable: true, description: unknown })
  isNull?: boolean | null;
}

@InputType({ description: "Conditions on a yes-or-no value. All that are given must hold." })
export class BooleanFilter {
  @Field(() => Boolean, { nullable: true, description: "Exactly this." })
  equals?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: unknown })
  isNull?: boolean | null;
}

@InputType({ description: "Conditions on a linked object, by its id. All that are given must hold." })
export class IdFilter {
  @Field(() => ID, { nullable: true, description: "This object." })
  equals?: string | null;
  @Field(() => [ID], { nullable: true, description: anyOf })
  in?: string[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: "true: only where nothing is linked. false: only where something is.",
  })
  isNull?: boolean | null;
}

/** The filter of one enum, as it arrives. */
export interface EnumFilter<Value extends string> {
  readonly in?: readonly Value[] | null;
  readonly isNull?: boolean | null;
}

/** The filter input of one enum. */
export function enumFilter<Value extends string>(name: string, values: Readonly<Record<Value, Value>>) {
  @InputType(name, { description: "Conditions on a value from a fixed list. All that are given must hold." })
  class Filter implements EnumFilter<Value> {
    @Field(() => [values], { nullable: true, description: anyOf })
    in?: Value[] | null;
    @Field(() => Boolean, { nullable: true, description: unknown })
    isNull?: boolean | null;
  }
  return Filter;
}
