import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { BooleanFilter, combinators, IdFilter, StringFilter } from "../graph/where.js";

@ObjectType({ implements: Node, description: "An organisation that is paid." })
export class Supplier extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => String, { description: 'What people and cells call it by: "S-00042". Unique.' })
  reference!: string;
  @Field(() => String, { description: "Its name, as shown. Unique but for case, punctuation and company endings." })
  name!: string;
  @Field(() => String, {
    nullable: true,
    description: "Companies House number, eight characters; null when it is not known.",
  })
  companyNumber!: string | null;
  @Field(() => String, { nullable: true, description: "Charity register number; null when it is none or not known." })
  charityNumber!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: "A small or medium-sized enterprise; null when it is not known.",
  })
  isSme!: boolean | null;
  @Field(() => Boolean, {
    nullable: true,
    description: "A voluntary, community or social enterprise; null when it is not known.",
  })
  isVcse!: boolean | null;
  @Field(() => String, { nullable: true, description: "Postcode of its address; null when it is not known." })
  postcode!: string | null;
  @Field(() => Int, { description: "Grows with every change; send it back with an edit." })
  version!: number;
  parentId!: string | null;
}

@InputType({ description: "Which suppliers. All that are given must hold." })
export class SupplierWhere {
  @Field(() => StringFilter, { nullable: true, description: "By reference." })
  reference?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By the name that is shown." })
  name?: StringFilter | null;
  @Field(() => StringFilter, {
    nullable: true,
    description: "By the name that is shown or by any other name it goes by.",
  })
  knownAs?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By Companies House number." })
  companyNumber?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By postcode." })
  postcode?: StringFilter | null;
  @Field(() => BooleanFilter, { nullable: true, description: "By whether it is a small or medium-sized enterprise." })
  isSme?: BooleanFilter | null;
  @Field(() => BooleanFilter, {
    nullable: true,
    description: "By whether it is a voluntary, community or social enterprise.",
  })
  isVcse?: BooleanFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By the company that owns it." })
  parent?: IdFilter | null;
  @Field(() => [SupplierWhere], { nullable: true, description: combinators.and })
  and?: SupplierWhere[] | null;
  @Field(() => [SupplierWhere], { nullable: true, description: combinators.or })
  or?: SupplierWhere[] | null;
  @Field(() => SupplierWhere, { nullable: true, description: combinators.not })
  not?: SupplierWhere | null;
}

export const SupplierOrderField = describedEnum("SupplierOrderField", "What suppliers can be ordered by.", {
  NAME: "By name.",
  REFERENCE: "By reference.",
});
export type SupplierOrderField = keyof typeof SupplierOrderField;
export const SupplierOrder = orderInput("SupplierOrder", SupplierOrderField);
export const SupplierConnection = connectionOf("Supplier", "suppliers", () => Supplier);

@ArgsType()
export class SupplierPageArguments extends PageArguments {
  @Field(() => SupplierWhere, { nullable: true, description: "Which suppliers; all when not given." })
  where?: SupplierWhere | null;
  @Field(() => [SupplierOrder], { defaultValue: [], description: "In which order; by name when empty." })
  orderBy!: InstanceType<typeof SupplierOrder>[];
}

@ArgsType()
export class SupplierArguments {
  @Field(() => ID, { nullable: true, description: "Its id." })
  id?: string | null;
  @Field(() => String, { nullable: true, description: "Its reference, in any case." })
  reference?: string | null;
}
