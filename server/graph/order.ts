import { Field, InputType } from "type-graphql";
import { describedEnum } from "./enum.js";

export const SortDirection = describedEnum("SortDirection", "Which end comes first.", {
  ASCENDING: "Smallest, earliest or first in the alphabet first; unknown values last.",
  DESCENDING: "Largest, latest or last in the alphabet first; unknown values last here too.",
});
export type SortDirection = keyof typeof SortDirection;

/** One `orderBy` entry, as it arrives. */
export interface OrderEntry<OrderField extends string> {
  readonly field: OrderField;
  readonly direction: SortDirection;
}

/** The `orderBy` input of a list: a field and a direction. `fields` is the list's own enum. */
export function orderInput<OrderField extends string>(name: string, fields: Readonly<Record<OrderField, OrderField>>) {
  @InputType(name, { description: "One step of the order. Rows that are equal in every step follow their ids." })
  class Order implements OrderEntry<OrderField> {
    @Field(() => fields, { description: "What to order by." })
    field!: OrderField;
    @Field(() => SortDirection, { defaultValue: "ASCENDING", description: "Which end comes first." })
    direction!: SortDirection;
  }
  return Order;
}
