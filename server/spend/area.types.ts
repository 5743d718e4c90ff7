import { Field, InputType, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { DateScalar } from "../graph/scalars.js";
import { UserError } from "../graph/userError.js";
import { Force } from "../forces/index.js";

export const AreaKind = describedEnum("AreaKind", "What an area makes of spend in it.", {
  COUNTY: "Spend with suppliers in it is local.",
  REGION: "Spend with suppliers in it is regional; it contains its counties.",
});
export type AreaKind = keyof typeof AreaKind;

@ObjectType({ description: "Since when, and until when, postcodes lie in an area." })
export class AreaPostcode {
  areaId!: string;
  @Field(() => String, { description: 'A postcode area ("PR") or an outward code ("LA1").' }) outward!: string;
  @Field(() => DateScalar, { description: "The first day." }) validFrom!: string;
  @Field(() => DateScalar, { nullable: true, description: "The last day; null: still." }) validTo!: string | null;
}

@ObjectType({ description: "A county or region, by its postcodes." })
export class Area {
  id!: string;
  @Field(() => String, { description: "Its lasting short name." }) code!: string;
  @Field(() => String, { description: "Its name." }) name!: string;
  @Field(() => AreaKind, { description: "County or region." }) kind!: AreaKind;
  parentId!: string | null;
}

@InputType({ description: "A county or region and its postcodes from a day on." })
export class SaveAreaInput {
  @Field(() => String, { description: "Its code; an area with this code is changed, else it is made." }) code!: string;
  @Field(() => String, { description: "Its name." }) name!: string;
  @Field(() => AreaKind, { description: "County or region. It cannot be changed later." }) kind!: AreaKind;
  @Field(() => String, { nullable: true, description: "Code of the region a county lies in; null for a region." })
  region!: string | null;
  @Field(() => [String], {
    description: 'Every postcode area ("PR") and outward code ("LA1") that lies in it from the day on.',
  })
  postcodes!: string[];
  @Field(() => DateScalar, { nullable: true, description: "The first day of these postcodes; today when not given." })
  validFrom!: string | null;
}

@ObjectType({ description: "The area that was saved." })
export class SaveAreaPayload {
  @Field(() => Area, { nullable: true, description: "The area; null when it was refused." }) area!: Area | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was done." })
  userErrors!: readonly UserError[];
}

@InputType({ description: "Where a force lies. What is left out is then not recorded." })
export class SetForceAreasInput {
  @Field(() => String, { description: "Code of the force." }) force!: string;
  @Field(() => String, { nullable: true, description: "Code of its county; spend with suppliers in it is local." })
  county?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "Code of its region, which contains the county; spend with suppliers in it is regional.",
  })
  region?: string | null;
}

@ObjectType({ description: "What saying where a force lies did." })
export class SetForceAreasPayload {
  @Field(() => Force, { nullable: true, description: "The force; null when it was refused." }) force!: Force | null;
  @Field(() => [UserError], { description: "Why it was refused; empty when it was done." })
  userErrors!: readonly UserError[];
}
