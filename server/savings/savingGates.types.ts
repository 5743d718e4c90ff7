import { Field, ObjectType } from "type-graphql";
import { DateTimeScalar } from "../graph/scalars.js";
import { SavingEvidenceKind, SavingSignOffDecision, SavingSignOffRole } from "./saving.enums.js";

@ObjectType({ description: "A document that shows how far a saving is." })
export class SavingEvidence {
  savingId!: string;
  @Field(() => SavingEvidenceKind, { description: "What it shows." })
  kind!: SavingEvidenceKind;
  @Field(() => String, { description: "What it is called, and where it lies if it has no link." })
  title!: string;
  @Field(() => String, { nullable: true, description: "Its web address; null when it has none." })
  link!: string | null;
  @Field(() => String, { nullable: true, description: "Name of whoever added it; null when no person did." })
  addedBy!: string | null;
  @Field(() => DateTimeScalar, { description: "When it was added." })
  addedAt!: string;
}

@ObjectType({
  description:
    "What one person decided about a saving. It stays for ever; once what it was given for has changed it no longer counts.",
})
export class SavingSignOff {
  savingId!: string;
  @Field(() => SavingSignOffRole, { description: "The role." })
  role!: SavingSignOffRole;
  @Field(() => SavingSignOffDecision, { description: "What was decided." })
  decision!: SavingSignOffDecision;
  @Field(() => String, { description: "Name of whoever decided." })
  person!: string;
  @Field(() => String, { nullable: true, description: "Budget that is reduced; null where none was named." })
  budgetCode!: string | null;
  @Field(() => String, { nullable: true, description: "What was said; null when nothing was." })
  comment!: string | null;
  @Field(() => DateTimeScalar, { description: "When." })
  signedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: "When it ceased to count; null while it counts." })
  supersededAt!: string | null;
  @Field(() => String, { nullable: true, description: "Why it ceased to count; null while it counts." })
  supersededBecause!: string | null;
}
