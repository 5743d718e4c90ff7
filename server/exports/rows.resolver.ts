import { Args, ArgsType, type ClassType, Ctx, Field, ID, Int, ObjectType, Query, Resolver } from "type-graphql";
import { type RequestContext } from "../context.js";
import { connectionOf, PageArguments } from "../graph/connection.js";
import { DateScalar, DateTimeScalar, DecimalScalar } from "../graph/scalars.js";
import { type Column, type Dataset, type DatasetName, datasets, SheetConditionInput } from "../workbooks/index.js";
import { rowsPage } from "./rows.service.js";

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

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "Only rows changed at this moment or later, to keep a copy up to date: rows taken off since come too, with `deleted` true. Ask from some minutes before the last copy was made: a change that was under way then shows the moment it began. Labels of other rows (a supplier's name) are not changes of the row.",
  })
  updatedSince?: string | null;
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
    @Field(() => DateTimeScalar, { description: "When the row was last changed." }) updatedAt!: string;
    @Field(() => Boolean, {
      description:
        "It was taken off (a supplier: or merged into another): take it off the copy. Only with `updatedSince`.",
    })
    deleted!: boolean;
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
    rows(@Args(() => RowsArguments) wanted: RowsArguments, @Ctx() ctx: RequestContext) {
      return rowsPage(ctx, dataset, wanted);
    }
  }
  return RowsResolver;
}

export const rowsResolvers = Object.values(datasets).map(rowsResolverOf);
