import { ArgsType, Field, InputType, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { BooleanFilter, combinators, enumFilter, IdFilter, StringFilter } from "../graph/where.js";

export const CategoryScheme = describedEnum("CategoryScheme", "The list that a category comes from.", {
  CPV: "Common Procurement Vocabulary.",
  PROCLASS: "ProClass, as used by local government.",
  BLUELIGHT: "The pillars of BlueLight Commercial.",
  LOCAL: "The collaboration's own list.",
});
export type CategoryScheme = keyof typeof CategoryScheme;
const CategorySchemeFilter = enumFilter("CategorySchemeFilter", CategoryScheme);

@ObjectType({ implements: Node, description: "What is bought, from one classification." })
export class Category extends Node {
  /** The number behind `id`. */
  declare id: string;
  @Field(() => CategoryScheme, { description: "The list it comes from." })
  scheme!: CategoryScheme;
  @Field(() => String, { description: "Its code there. Unique within the scheme." })
  code!: string;
  @Field(() => String, { description: "Its name, as shown." })
  name!: string;
  @Field(() => Boolean, { description: "Spend on it is thought suitable for buying together." })
  collaborativePotential!: boolean;
  parentId!: string | null;
}

@InputType({ description: "Which categories. All that are given must hold." })
export class CategoryWhere {
  @Field(() => CategorySchemeFilter, { nullable: true, description: "By scheme." })
  scheme?: InstanceType<typeof CategorySchemeFilter> | null;
  @Field(() => StringFilter, { nullable: true, description: "By code." })
  code?: StringFilter | null;
  @Field(() => StringFilter, { nullable: true, description: "By name." })
  name?: StringFilter | null;
  @Field(() => IdFilter, { nullable: true, description: "By the category it is part of." })
  parent?: IdFilter | null;
  @Field(() => BooleanFilter, { nullable: true, description: "By whether it is suitable for buying together." })
  collaborativePotential?: BooleanFilter | null;
  @Field(() => [CategoryWhere], { nullable: true, description: combinators.and })
  and?: CategoryWhere[] | null;
  @Field(() => [CategoryWhere], { nullable: true, description: combinators.or })
  or?: CategoryWhere[] | null;
  @Field(() => CategoryWhere, { nullable: true, description: combinators.not })
  not?: CategoryWhere | null;
}

export const CategoryOrderField = describedEnum("CategoryOrderField", "What categories can be ordered by.", {
  SCHEME: "By scheme, alphabetically.",
  CODE: "By code.",
  NAME: "By name.",
});
export type CategoryOrderField = keyof typeof CategoryOrderField;
export const CategoryOrder = orderInput("CategoryOrder", CategoryOrderField);
export const CategoryConnection = connectionOf("Category", "categories", () => Category);

@ArgsType()
export class CategoryPageArguments extends PageArguments {
  @Field(() => CategoryWhere, { nullable: true, description: "Which categories; all when not given." })
  where?: CategoryWhere | null;
  @Field(() => [CategoryOrder], { defaultValue: [], description: "In which order; by code when empty." })
  orderBy!: InstanceType<typeof CategoryOrder>[];
}
