import { ArgsType, Field, ObjectType } from "type-graphql";
import { connectionOf } from "../graph/connection.js";
import { describedEnum } from "../graph/enum.js";
import { orderInput } from "../graph/order.js";
import { DecimalScalar, PeriodScalar } from "../graph/scalars.js";
import { KpiContributionArguments, KpiFigure } from "./kpi.types.js";

@ObjectType({ description: "What one supplier adds to a KPI's figure." })
export class KpiSupplierSlice {
  /** Of the supplier; "0" for none. */
  id!: string;
  supplierId!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "The supplier's reference. Null for what names no supplier, and for what rests on confidential contracts and would give them away: both stand in one slice.",
  })
  supplierReference!: string | null;
  @Field(() => String, { nullable: true, description: "The supplier's name; null as `supplierReference` is." })
  supplierName!: string | null;
  @Field(() => DecimalScalar, {
    description: "What it adds to the figure's numerator: pounds excluding VAT, or a number of rows.",
  })
  numerator!: string;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "What it adds to the figure's denominator: pounds excluding VAT, or a number of rows. Null for a KPI that is not divided.",
  })
  denominator!: string | null;
  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "The KPI of this supplier alone, in the KPI's unit. Values of suppliers do not add up where the KPI is divided. Null where it would be divided by zero.",
  })
  value!: string | null;
}

export const KpiSupplierSliceOrderField = describedEnum(
  "KpiSupplierSliceOrderField",
  "What slices of a figure can be ordered by.",
  {
    NUMERATOR: "By what they add to the numerator.",
    DENOMINATOR: "By what they add to the denominator.",
    VALUE: "By the KPI of each supplier.",
    NAME: "By the supplier's name.",
  },
);
const KpiSupplierSliceOrder = orderInput("KpiSupplierSliceOrder", KpiSupplierSliceOrderField);

const SlicePages = connectionOf("KpiSupplierSlice", "suppliers with a part in the figure", () => KpiSupplierSlice);

@ObjectType({
  description:
    "A figure by supplier. The numerators of all slices, on all pages, add up to the figure's, and so do the denominators.",
})
export class KpiSupplierSliceConnection extends SlicePages {
  readonly readFigure!: () => Promise<KpiFigure | null>;

  @Field(() => KpiFigure, {
    nullable: true,
    description:
      "The figure that is taken apart, with its unit and whether it is known; null where none is kept for the quarter, and with `from`. While it is AWAITED or NOT_MEASURED the slices are what there is so far.",
  })
  figure(): Promise<KpiFigure | null> {
    return this.readFigure();
  }
}

@ArgsType()
export class KpiBySupplierArguments extends KpiContributionArguments {
  @Field(() => PeriodScalar, {
    nullable: true,
    description:
      "The first quarter of several up to `period`, over financial years too: what happened in all of them together, whatever `measure` says. At most 40 quarters, and only of KPIs with the grain FLOW. Only `period` when not given.",
  })
  from?: string | null;
  @Field(() => [KpiSupplierSliceOrder], {
    defaultValue: [],
    description: "How to order; the largest numerator first when not given.",
  })
  orderBy!: InstanceType<typeof KpiSupplierSliceOrder>[];
}
