import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { type Ref } from "@mikro-orm/core";
import { ForceEntity } from "../forces/force.entity.js";

/** Table `people`: who may sign in, and as what. */
@Entity({ tableName: "people" })
export class PersonEntity {
  @PrimaryKey({ type: "bigint" }) id!: string;
  @Property({ type: "text" }) subject!: string;
  @Property({ type: "text" }) displayName!: string;
  @Property({ type: "text" }) role!: "VIEWER" | "EDITOR";
  @ManyToOne(() => ForceEntity, { ref: true, nullable: true }) force!: Ref<ForceEntity> | null;
}
