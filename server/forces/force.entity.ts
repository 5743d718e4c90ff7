import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { type Ref } from "@mikro-orm/core";

/** Table `forces`: dated, and with a successor after a merger. */
@Entity({ tableName: "forces" })
export class ForceEntity {
  @PrimaryKey({ type: "bigint" }) id!: string;
  @Property({ type: "text" }) code!: string;
  @Property({ type: "text" }) name!: string;
  @Property({ type: "text", nullable: true }) region!: string | null;
  @Property({ type: "date" }) validFrom!: string;
  @Property({ type: "date", nullable: true }) validTo!: string | null;
  @ManyToOne(() => ForceEntity, { ref: true, nullable: true }) successor!: Ref<ForceEntity> | null;
}
