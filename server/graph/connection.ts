import { ArgsType, type ClassType, Field, Int, ObjectType } from "type-graphql";
import { PAGE_LIMIT } from "../shared/paging.js";
import { type Question } from "./page.js";

/** One page of a list, read. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: Row) => string;
}

/** A list that nobody has read yet: only what is selected costs a statement. */
export interface UnreadPage<Row> {
  /** Reads at most once. */
  readonly page: () => Promise<Page<Row>>;
  readonly count: () => Promise<number>;
  /** What is asked of the list, for a statement that makes the answer's JSON itself; left out where none can. */
  readonly question?: Question;
}

@ObjectType({ description: "Where a page lies in its list. Pages are followed forwards." })
export class PageInfo {
  @Field(() => Boolean, { description: "There are rows after this page." })
  hasNextPage!: boolean;
  @Field(() => Boolean, { description: "This page follows another: it was asked for with `after`." })
  hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true, description: "Cursor of the first row; null when the page is empty." })
  startCursor!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      "Cursor of the last row: send it as `after`, with the same `where` and `orderBy`, for the next page. Null when the page is empty.",
  })
  endCursor!: string | null;
}

/** The arguments of a list whose pages hold so many rows at most. */
export function pageArguments(most: number) {
  @ArgsType()
  class Arguments {
    @Field(() => Int, { defaultValue: 50, description: `How many rows the page holds at most, 0 to ${most}.` })
    first!: number;
    @Field(() => String, {
      nullable: true,
      description:
        "The `endCursor` of the page before, asked for with the same `where` and `orderBy`; null for the first page.",
    })
    after?: string | null;
  }
  return Arguments;
}

/** The arguments of every list. A list adds its own `where` and `orderBy`. */
@ArgsType()
export class PageArguments extends pageArguments(PAGE_LIMIT) {}

/**
 * The connection and edge types of a list of one type. `plural` is used in the descriptions ("contracts").
 * The resolver of a connection field gives an `UnreadPage`.
 */
export function connectionOf<Row extends object>(name: string, plural: string, type: () => ClassType<Row>) {
  @ObjectType(`${name}Edge`, { description: `One row of a list of ${plural}, with its position.` })
  class Edge {
    @Field(type, { description: "The row." })
    node!: Row;
    @Field(() => String, { description: "The position after this row, for `after`." })
    cursor!: string;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${plural} and how to get the next one.` })
  class Connection {
    readonly page!: UnreadPage<Row>["page"];
    readonly count!: UnreadPage<Row>["count"];

    @Field(() => [type()], { description: "The rows of this page, in order." })
    async nodes(): Promise<readonly Row[]> {
      return (await this.page()).rows;
    }

    @Field(() => [Edge], { description: "The rows of this page, in order, each with its cursor." })
    async edges(): Promise<Edge[]> {
      const { rows, cursorOf } = await this.page();
      return rows.map((node) => ({ node, cursor: cursorOf(node) }));
    }

    @Field(() => PageInfo, { description: "Where this page lies in the list." })
    async pageInfo(): Promise<PageInfo> {
      const { rows, cursorOf, hasNextPage, hasPreviousPage } = await this.page();
      const [first, last] = [rows[0], rows.at(-1)];
      return {
        hasNextPage,
        hasPreviousPage,
        startCursor: first === undefined ? null : cursorOf(first),
        endCursor: last === undefined ? null : cursorOf(last),
      };
    }

    @Field(() => Int, {
      description: `How many ${plural} meet the conditions, on all pages. Counted only when it is asked for.`,
    })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return Connection;
}
