import { Args, ArgsType, type ClassType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { connectionOf, PageArguments, type UnreadPage } from "../graph/connection.js";
import { DateScalar, DecimalScalar } from "../graph/scalars.js";
import { type Column, type Dataset, type DatasetName, datasets, SheetConditionInput } from "../workbooks/index.js";
import { type Row, rowsPage } from "./rows.service.js";

/** How each dataset's rows are called in the schema and in file addresses. */
export const rowNames: Readonly<Record<DatasetName, string>> = {
  CONTRACTS: "contract",
  SAVINGS: "saving",
  KPIS: "kpi",
  PIPELINE: "pipeline",
  SUPPLIERS: "supplier",
  SPEND: "spend",
  CLAIMS: "claim",
  WAIVERS: "waiver",
  SOCIAL_VALUE: "socialValue",
};

@ArgsType()
class RowsArguments extends PageArguments {
  @Field(() => [SheetConditionInput], { defaultValue: [], description: "Which rows; all of these must hold." })
  where!: SheetConditionInput[];

  @Field(() => DateScalar, {
    nullable: true,
    description: "The date at which derived columns are worked out; null for today.",
  })
  asAt?: string | null;
}

function typeOf({ type }: Column) {
  switch (type) {
    case "MONEY":
    case "NUMBER":
    case "PERCENT":
    case "INTEGER":
      return DecimalScalar;
    case "DATE":
      return DateScalar;
    case "BOOLEAN":
      return Boolean;
    default:
      return String;
  }
}

/** `contractRows` and its kind: the columns of a dataset's sheet as one flat type, so that they are described once. */
function rowsResolverOf(dataset: Dataset): ClassType {
  const name = rowNames[dataset.name];
  const typeName = `${name[0]?.toUpperCase()}${name.slice(1)}Row`;

  @ObjectType(typeName, { description: `One flat row. ${dataset.description}` })
  class FlatRowType {
    @Field(() => ID, { description: "Id of the row, as elsewhere in the schema." }) id!: string;
    @Field(() => Int, { description: "Version of the row; goes up by one with each change." }) version!: number;
  }
  for (const column of dataset.columns) {
    const unit = column.unit === null ? "" : ` In ${column.unit}.`;
    const options = { nullable: true, description: `${column.description}${unit} Null when not known.` };
    Field(() => typeOf(column), options)(FlatRowType.prototype, column.field);
  }
  const Connection = connectionOf(typeName, `${dataset.label.toLowerCase()} rows`, () => FlatRowType);

  @Resolver()
  class RowsResolver {
    @Query(() => Connection, {
      name: `${name}Rows`,
      description: `${dataset.label} as flat rows with labels joined in, in the order of their ids: for analysts' tools. The same rows as a file: /rows/${name}.csv.`,
    })
    rows(@Args(() => RowsArguments) wanted: RowsArguments, @Ctx() ctx: RequestContext): UnreadPage<Row> {
      return rowsPage(ctx, dataset, wanted);
    }
  }
  return RowsResolver;
}

export const rowsResolvers = Object.values(datasets).map(rowsResolverOf);
