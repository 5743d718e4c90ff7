import { ArgsType, Field, InputType, Int, ObjectType } from "type-graphql";
import { describedEnum } from "../graph/enum.js";
import { CellValueScalar, DateScalar } from "../graph/scalars.js";
import { DataState } from "../kpis/kpi.types.js";
import { type CellValue } from "./dataset.js";
import { ColumnType, madeByPostgres, SheetValues } from "./workbook.types.js";

export const CellProblemKind = describedEnum("CellProblemKind", "Which kind of error a spreadsheet shows.", {
  BAD_ARGUMENT: "An argument is wrong: #VALUE! in a cell.",
  NOT_AVAILABLE: "There is no such figure, or not yet: #N/A in a cell.",
});

const forceMeaning = "Code of a force or collaboration; null for the whole collaboration.";
const quarterMeaning =
  "A quarter such as 2026-27 Q2, 0 for this quarter, -1 for the one before it and so on, LATEST for the latest that has ended";
const measureMeaning =
  "QUARTER (usual) or YEAR_TO_DATE for the figure, TARGET for the quarter's target, RAG for the word beside it. Read in any case; an unknown word is a problem of its cell.";
const asAtMeaning = "A day up to today, as people write it (31/08/2026) or YYYY-MM-DD;";

@InputType("TrendRequest", { description: "A KPI's figures, quarter by quarter." })
export class TrendRequestInput {
  @Field(() => String, { description: "Code of a KPI, such as COMPLIANCE." }) kpi!: string;
  @Field(() => String, { nullable: true, description: forceMeaning }) force?: string;
  @Field(() => String, { nullable: true, description: `${quarterMeaning}; null for eight quarters in all.` })
  from?: string;
  @Field(() => String, { nullable: true, description: `${quarterMeaning}; null for the latest that has ended.` })
  to?: string;
  @Field(() => String, { nullable: true, description: measureMeaning }) measure?: string;
}

@InputType("SavingRequest", {
  description: "What savings come to. The measures are never added together, nor are stage groups mixed.",
})
export class SavingRequestInput {
  @Field(() => String, { nullable: true, description: "Code of a force or collaboration; null for everybody." })
  force?: string;
  @Field(() => String, {
    nullable: true,
    description: `${quarterMeaning}, or a financial year such as 2026-27; null for the latest quarter that has ended.`,
  })
  period?: string;
  @Field(() => String, { nullable: true, description: "A SavingClass, or ALL, which is usual." }) savingClass?: string;
  @Field(() => String, {
    nullable: true,
    description: "A SavingStageGroup, or VALIDATED_OR_LATER, which is usual and what is reported as saved.",
  })
  stage?: string;
  @Field(() => String, {
    nullable: true,
    description:
      "IN_YEAR (usual): what falls in the period. FULL_YEAR, CARRY_OVER, LIFE: as in SavingSummaryRow, of the savings that start, or have something, in the period.",
  })
  measure?: string;
  @Field(() => String, {
    nullable: true,
    description: `${asAtMeaning} counts the quarters that have begun by then. Savings are phased by quarter, so the day's quarter counts whole. With IN_YEAR alone.`,
  })
  asAt?: string;
}

@InputType("ContractFilter", { description: "One criterion of a list of contracts; all of them must hold." })
export class ContractFilterInput {
  @Field(() => String, { description: "Field of the CONTRACTS dataset, or its label, in any case." }) field!: string;
  @Field(() => String, {
    description:
      "As COUNTIFS has them: a value, >=50000, <=31/03/2027, <>LOCAL, *cloud* for text inside, = for blank, <> for not blank. Empty filters nothing.",
  })
  value!: string;
}

@InputType("ContractsRequest", { description: "A list of contracts." })
export class ContractsRequestInput {
  @Field(() => [String], {
    defaultValue: [],
    description: "Fields, in the order wanted, up to 30; empty for the usual ones.",
  })
  columns!: string[];
  @Field(() => Int, { nullable: true, description: "How many at most, up to 5,000; null for all that match." })
  first?: number;
  @Field(() => [ContractFilterInput], { defaultValue: [], description: "Which contracts." })
  filters!: ContractFilterInput[];
}

@InputType("CalendarRequest", { description: "A quarter by the server's calendar." })
export class CalendarRequestInput {
  @Field(() => Int, {
    defaultValue: 0,
    description: "0 for this quarter, -1 for the last one that has ended, and so on.",
  })
  offset!: number;
  @Field(() => String, { nullable: true, description: "QUARTER (usual), YEAR, FIRST_DAY or LAST_DAY." }) as?: string;
}

@InputType("CellRequest", {
  description:
    "What one cell asks for, one thing only: a KPI's figure (kpi), a contract's field (contract), a trend, savings, a list of contracts, a list of codes, a quarter (calendar) or a date (stamp). Many are asked for in one request.",
})
export class CellRequestInput {
  @Field(() => String, { nullable: true, description: "Code of a KPI, such as COMPLIANCE." }) kpi?: string;
  @Field(() => String, { nullable: true, description: `With kpi. ${forceMeaning}` }) force?: string;
  @Field(() => String, {
    nullable: true,
    description: `With kpi. ${quarterMeaning} and is reported, as null does.`,
  })
  period?: string;
  @Field(() => String, { nullable: true, description: `With kpi. ${measureMeaning}` }) measure?: string;
  @Field(() => String, {
    nullable: true,
    description: `With kpi. ${asAtMeaning} the figure of its quarter by the rows up to that day. Null for the figure as kept. At most 12 different days in one request.`,
  })
  asAt?: string;
  @Field(() => String, { nullable: true, description: "Reference of a contract." }) contract?: string;
  @Field(() => String, {
    nullable: true,
    description: "With contract. Field of the CONTRACTS dataset, such as annualValue, or its label, in any case.",
  })
  field?: string;
  @Field(() => TrendRequestInput, { nullable: true, description: "A KPI's figures by quarter." })
  trend?: TrendRequestInput;
  @Field(() => SavingRequestInput, { nullable: true, description: "What savings come to." })
  saving?: SavingRequestInput;
  @Field(() => ContractsRequestInput, { nullable: true, description: "A list of contracts." })
  contracts?: ContractsRequestInput;
  @Field(() => String, {
    nullable: true,
    description:
      "A list of codes: FORCES, COLLABORATIONS, KPIS, CATEGORIES, SUPPLIERS, CONTRACTS, SAVINGS, PERIODS, FIELDS, or a column with fixed values such as status.",
  })
  list?: string;
  @Field(() => CalendarRequestInput, { nullable: true, description: "A quarter." }) calendar?: CalendarRequestInput;
  @Field(() => String, {
    nullable: true,
    description: "CONTRACTS, SAVINGS, KPIS or SPEND for the day it changed last; empty for today.",
  })
  stamp?: string;
}

@ObjectType("CellProblem", { description: "Why a cell has no value." })
export class CellProblemType {
  @Field(() => CellProblemKind, { description: "Which error a spreadsheet shows." })
  kind!: keyof typeof CellProblemKind;
  @Field(() => String, { description: "Stable, for programs." }) code!: string;
  @Field(() => String, { description: "For people: what is wrong and what to do." }) message!: string;
  @Field(() => String, { nullable: true, description: "The nearest known word; null if none is near." }) suggestion!:
    string | null;
}

@ObjectType("CellTableColumn", { description: "One column of several cells." })
export class CellTableColumnType {
  @Field(() => String, { description: "Name for programs." }) field!: string;
  @Field(() => String, { description: "Name for people." }) label!: string;
  @Field(() => ColumnType, { description: "How its values are written." }) type!: keyof typeof ColumnType;
  @Field(() => String, { nullable: true, description: "Unit, such as £; null where the type says it all." }) unit!:
    string | null;
}
@ObjectType("CellTable", { description: "What fills several cells below and beside the one that asked." })
export class CellTableType {
  @Field(() => [CellTableColumnType], { description: "The columns." }) columns!: readonly CellTableColumnType[];
  @Field(() => Int, { description: "How many rows it has, without headings." }) rowCount!: number;
  @Field(() => SheetValues, { description: "The cells, column by column." }) values!: readonly string[];
}

@ObjectType("CellAnswer", {
  description:
    "The answer for one cell: a value or a table. Without either there is a problem; a missing figure is never 0.",
})
export class CellAnswerType {
  @Field(() => CellValueScalar, { nullable: true, description: "The value; null with a table or a problem." })
  value!: CellValue;
  @Field(() => ColumnType, {
    nullable: true,
    description: "How the value is written; null for a table or a bad question.",
  })
  type!: keyof typeof ColumnType | null;
  @Field(() => String, { nullable: true, description: "Unit, £ or %; null for counts and text." }) unit!: string | null;
  @Field(() => Int, { nullable: true, description: "Decimals to show a figure with; null for other values." })
  decimals!: number | null;
  @Field(() => DataState, {
    nullable: true,
    description: "Whether a KPI's figure is reported; null for other values.",
  })
  state!: keyof typeof DataState | null;
  @Field(() => String, { nullable: true, description: "A KPI figure's numerator, exact; null for other values." })
  numerator!: string | null;
  @Field(() => String, { nullable: true, description: "A KPI figure's denominator, exact; null where it has none." })
  denominator!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The quarter or year answered for, such as 2026-27 Q2; null where there is none.",
  })
  period!: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The KPI's, field's or list's name in words; null for a bad question.",
  })
  label!: string | null;
  @Field(() => DateScalar, { nullable: true, description: "The day it holds for; null for a bad question." })
  asAt!: string | null;
  @Field(() => String, { nullable: true, description: "What it is and whose, in words; null for a bad question." })
  source!: string | null;
  @Field(() => CellTableType, { nullable: true, description: "Several cells; null for a single value or a problem." })
  table!: CellTableType | null;
  @Field(() => CellProblemType, { nullable: true, description: "Why there is no value; null when there is one." })
  problem!: CellProblemType | null;
}

export const CellValues = madeByPostgres(
  "CellValues",
  "A list of CellValue, one for each cell in the order asked; null where the cell has a problem.",
);
export const CellTexts = madeByPostgres(
  "CellTexts",
  "A list of texts, one for each cell in the order asked; null where it does not apply.",
);
export const CellMeaningPlaces = madeByPostgres(
  "CellMeaningPlaces",
  "A list of whole numbers, one for each cell in the order asked: its place in `meanings`, from 0; null for a bad question.",
);

@ObjectType("CellMeaning", { description: "What values are and how they are written." })
export class CellMeaningType {
  @Field(() => String, { nullable: true, description: "The KPI's or field's name in words." }) label!: string | null;
  @Field(() => ColumnType, { nullable: true, description: "How the value is written." })
  type!: keyof typeof ColumnType | null;
  @Field(() => String, { nullable: true, description: "Unit, £ or %; null for counts and text." }) unit!: string | null;
  @Field(() => Int, { nullable: true, description: "Decimals to show a figure with; null for other values." })
  decimals!: number | null;
}

@ObjectType("PlacedCellProblem", { description: "Why one cell of many has no value." })
export class PlacedCellProblemType extends CellProblemType {
  @Field(() => Int, { description: "Which cell: its place in the order asked, from 0." }) cell!: number;
}

@ObjectType("CellColumns", {
  description:
    "The answers for many cells, column by column. A cell without a value is among the problems, and never 0. Meant for thousands of cells; `cells` says the same cell by cell.",
})
export class CellColumnsType {
  @Field(() => CellValues, { description: "The values." }) values!: string;
  @Field(() => [CellMeaningType], { description: "What the values are: each different meaning once." })
  meanings!: readonly CellMeaningType[];
  @Field(() => CellMeaningPlaces, { description: "Which of the meanings each value has." }) meaningOf!: string;
  @Field(() => CellTexts, {
    description: "The DataState of KPI figures: whether each is reported; null for other values.",
  })
  states!: string;
  @Field(() => CellTexts, { description: "Numerators of KPI figures, exact; null for other values." })
  numerators!: string;
  @Field(() => CellTexts, {
    description: "Denominators of KPI figures, exact; null for other values and where there is none.",
  })
  denominators!: string;
  @Field(() => CellTexts, { description: "The quarters answered for, such as 2026-27 Q2; null where there is none." })
  periods!: string;
  @Field(() => CellTexts, { description: "The days that the values hold for, YYYY-MM-DD; null for a bad question." })
  asAt!: string;
  @Field(() => CellTexts, { description: "What each value is and whose, in words; null for a bad question." })
  sources!: string;
  @Field(() => [PlacedCellProblemType], { description: "The cells without a value, in the order asked, and why." })
  problems!: readonly PlacedCellProblemType[];
}

const forAll = "One for each cell, or one for all cells";

@ArgsType()
export class ContractCellsArguments {
  @Field(() => [String], { description: `References of contracts, in any case. ${forAll}.` }) references!: string[];
  @Field(() => [String], {
    description: `Fields of the CONTRACTS dataset, such as annualValue, or their labels, in any case. ${forAll}.`,
  })
  fields!: string[];
}

@ArgsType()
export class KpiCellsArguments {
  @Field(() => [String], { description: `Codes of KPIs, such as COMPLIANCE. ${forAll}.` }) kpis!: string[];
  @Field(() => [String], {
    nullable: "itemsAndList",
    description: `Codes of forces or collaborations; null for the whole collaboration. ${forAll}.`,
  })
  forces?: (string | null)[] | null;
  @Field(() => [String], {
    nullable: "itemsAndList",
    description: `${quarterMeaning} and is reported, as null does. ${forAll}.`,
  })
  periods?: (string | null)[] | null;
  @Field(() => [String], { nullable: "itemsAndList", description: `${measureMeaning} ${forAll}.` })
  measures?: (string | null)[] | null;
  @Field(() => [String], {
    nullable: "itemsAndList",
    description: `${asAtMeaning} the figure of its quarter by the rows up to that day. Null for the figure as kept. At most 12 different days. ${forAll}.`,
  })
  asAt?: (string | null)[] | null;
}
