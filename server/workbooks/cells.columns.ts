import { isKeepable } from "../shared/cell.js";
import { BadRequest } from "../shared/problem.js";
import { badArgument, type CellAnswer, type CellProblem, CELLS_LIMIT } from "./cells.js";
import { type CellValue } from "./dataset.js";

/** What values are and how they are written; one for all cells that have the same. */
export type CellMeaning = Pick<CellAnswer, "label" | "type" | "unit" | "decimals">;

/** Why a cell has no value. */
export interface PlacedProblem extends CellProblem {
  /** Its place among the cells, from 0. */
  readonly cell: number;
}

/** The answers of many cells, column by column: every list has one entry for each cell, in the order asked. */
export interface CellColumns {
  /** Null where there is a problem. */
  readonly values: readonly CellValue[];
  readonly meanings: readonly CellMeaning[];
  /** Each cell's place in `meanings`; null where the question is bad. */
  readonly meaningOf: readonly (number | null)[];
  readonly problems: readonly PlacedProblem[];
  /** What else is known of each cell. Most callers do not ask. */
  readonly more: (field: MoreField) => readonly (string | null)[];
}
export type MoreField = "state" | "numerator" | "denominator" | "period" | "asAt" | "source";

/** Gathers answers as columns, in the order in which they are told. */
export class ColumnsMade {
  private readonly values: CellValue[] = [];
  private readonly meaningOf: (number | null)[] = [];
  private readonly problems: PlacedProblem[] = [];
  private readonly meanings: CellMeaning[] = [];
  /** Places in `meanings`, by label. */
  private readonly places = new Map<string, number[]>();

  /** The place of a meaning; null for that of a bad question. */
  meaning({ label, type, unit, decimals }: CellMeaning): number | null {
    if (label === null) return null;
    let alike = this.places.get(label);
    if (alike === undefined) this.places.set(label, (alike = []));
    for (const place of alike) {
      const known = this.meanings[place] as CellMeaning;
      if (known.type === type && known.unit === unit && known.decimals === decimals) return place;
    }
    const place = this.meanings.push({ label, type, unit, decimals }) - 1;
    alike.push(place);
    return place;
  }

  add(value: CellValue, meaning: number | null, problem: CellProblem | null): void {
    const cell = this.values.push(problem ? null : value) - 1;
    this.meaningOf.push(meaning);
    if (problem) this.problems.push({ cell, ...problem });
  }

  addAnswer(answer: CellAnswer): void {
    this.add(answer.value, this.meaning(answer), answer.problem);
  }

  columns(more: CellColumns["more"]): CellColumns {
    const { values, meanings, meaningOf, problems } = this;
    return { values, meanings, meaningOf, problems, more };
  }
}

/** A list that says something of each cell; a list of one says the same of all, and none at all says nothing of any. */
export type PerCell<Value> = readonly Value[] | null;

/**
 * How many cells there are by the lists that tell of them.
 *
 * Errors: BadRequest where lists are of different lengths, naming the first such; for more cells than one request may have.
 */
export function cellCount(lists: Readonly<Record<string, PerCell<unknown>>>): number {
  const given = Object.entries(lists).flatMap(([name, list]) => (list ? [[name, list.length] as const] : []));
  const several = given.filter(([, length]) => length !== 1);
  const [first, ...others] = several;
  const count = first?.[1] ?? 1;
  const other = others.find(([, length]) => length !== count);
  if (first && other) {
    throw new BadRequest(
      `${other[0]} has ${other[1]} entries and ${first[0]} has ${count}. Give both one for each cell, or one for all cells.`,
      [other[0]],
    );
  }
  if (count > CELLS_LIMIT) {
    throw new BadRequest(`A request asks for at most ${CELLS_LIMIT} cells; this asks for ${count}.`, [
      first?.[0] ?? "",
    ]);
  }
  return count;
}

/** What a list says of each of so many cells. */
export function perCell<Value>(list: PerCell<Value>, count: number): readonly (Value | null)[] {
  if (list?.length === count) return list;
  return Array<Value | null>(count).fill(list?.[0] ?? null);
}

export const isUsableText = (text: string | null): boolean => text === null || isKeepable(text);

export const unusableText = badArgument("BAD_TEXT", "A text holds characters that cannot be read. Retype it.");
