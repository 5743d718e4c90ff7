import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { Node } from "../graph/node.js";
import { orderInput } from "../graph/order.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { BooleanFilter, combinators, IdFilter, StringFilter } from "../graph/where.js";

export const AddressBasis = describedEnum("AddressBasis", "What an address of a supplier is for.", {
  REGISTERED: "Its registered office.",
  TRADING: "Where it works from.",
  INVOICE: "Where its invoices come from.",
});
export type AddressBasis = keyof typeof AddressBasis;

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
  @Field(() => Boolean, {
    nullable: true,
    description: "A micro business (fewer than ten people), which is a small one too; null when it is not known.",
  })
  isMicro!: boolean | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: "Day on which `isSme`, `isMicro` and `isVcse` were last evidenced; null when they never were.",
  })
  sizeEvidencedOn!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What evidences them: "Accounts to 31/03/2026"; null when nothing does.',
  })
  sizeEvidence!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The postcode that local and regional spend go by, from the address for `postcodeBasis`; null when it is not known.",
  })
  postcode!: string | null;
  @Field(() => AddressBasis, { description: "Which address `postcode` is taken from." })
  postcodeBasis!: AddressBasis;
  @Field(() => Int, { description: "Grows with every change; send it back with an edit." })
  version!: number;
  parentId!: string | null;
  mergedIntoId!: string | null;
}

@ObjectType({ description: "An address of a supplier, for one purpose. At least one of `address` and `postcode`." })
export class SupplierAddress {
  supplierId!: string;
  @Field(() => AddressBasis, { description: "What it is for." })
  basis!: AddressBasis;
  @Field(() => String, { nullable: true, description: "Street and town; null when only the postcode is known." })
  address!: string | null;
  @Field(() => String, { nullable: true, description: "Postcode; null when it is not known or abroad." })
  postcode!: string | null;
}

@InputType({ description: "A name to find the supplier of, with what else is known." })
export class NameToMatchInput {
  @Field(() => String, { description: "The name as it is printed." })
  name!: string;
  @Field(() => String, { nullable: true, description: "Companies House number; null when it is not known." })
  companyNumber?: string | null;
  @Field(() => String, { nullable: true, description: "Postcode; null when it is not known." })
  postcode?: string | null;
}

@ObjectType({ description: "A supplier that a name may mean. Nothing is matched before somebody confirms it." })
export class SupplierMatchProposal {
  supplierId!: string;
  @Field(() => String, { description: "The name as it is printed." })
  name!: string;
  @Field(() => DecimalScalar, { description: 'How sure it is, 0 to 1: "0.970".' })
  confidence!: string;
  @Field(() => [String], { description: "What the two have in common, and what speaks against it." })
  reasons!: readonly string[];
  @Field(() => Int, {
    nullable: true,
    description: "How many spend lines print the name; null where names were asked for.",
  })
  lines!: number | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description: "What those lines come to in pounds without VAT; null where names were asked for.",
  })
  netAmount!: string | null;
}

@ObjectType({ description: "What became of a change to a supplier." })
export class SupplierPayload {
  @Field(() => Supplier, { nullable: true, description: "The supplier as it is now; null when it was refused." })
  supplier!: Supplier | null;
  @Field(() => [UserError], { description: "Why it was refused, all reasons at once; empty when it was not." })
  userErrors!: readonly UserError[];
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
  @Field(() => BooleanFilter, { nullable: true, description: "By whether it is a micro business." })
  isMicro?: BooleanFilter | null;
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
