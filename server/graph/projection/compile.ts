import {
  type FieldNode,
  getArgumentValues,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { isAfter, orderOf, unknownComeLater, whereFirstIsKnown } from "../keyset.js";
import { type Question, tablesOf } from "../page.js";
import { type Place, type ProjectedField, type Projection, type Projections } from "./projection.js";
import { NotProjected, type Selecting, selectedFields } from "./selection.js";
import { type AskedPage, orMissing, type Row, type Statement } from "./statement.js";

export interface Compiling extends Selecting {
  readonly projections: Projections;
  /** The pages found below the root: their resolvers say what list each is of, before anything is written. */
  readonly pages: AskedPage[];
  /** What the statement comes to so far. */
  readonly size: { objects: number };
}

/** Writes one field of an answer: SQL of its value, in the scope of `row`. What is always the same is a text instead. */
type Written = (statement: Statement, row: Row) => string;

/** An object of an answer, understood: writes the select list that makes its JSON. */
export interface ObjectSelection {
  readonly projection: Projection;
  readonly selectList: Written;
}

/** PostgreSQL cuts longer names off. */
const LONGEST_NAME = 63;

/** PostgreSQL plans every object of a statement by itself: more of them would take it longer than the resolvers take. */
const MOST_OBJECTS = 400;

/** What is asked of an object, as something that can be written in SQL. Errors: NotProjected. */
export function compileObject(
  compiling: Compiling,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ObjectSelection {
  const projection = compiling.projections.get(type.name);
  if (!projection) throw new NotProjected(type.name);
  compiling.size.objects += 1;
  if (compiling.size.objects > MOST_OBJECTS) throw new NotProjected(`more than ${MOST_OBJECTS} objects`);
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const written: (string | Written)[] = [];
  for (const [name, asked] of selectedFields(compiling, type, sets)) {
    const sql = compileField(compiling, type, projection, asked);
    const quoted = quotedName(name);
    const before = written.at(-1);
    if (typeof sql !== "string") written.push((statement, row) => `${sql(statement, row)} as ${quoted}`);
    // Columns side by side are one text, whatever is asked.
    else if (typeof before === "string") written[written.length - 1] = `${before}, ${sql} as ${quoted}`;
    else written.push(`${sql} as ${quoted}`);
  }
  return {
    projection,
    selectList: (statement, row) =>
      written.map((each) => (typeof each === "string" ? each : each(statement, row))).join(", "),
  };
}

function quotedName(name: string): string {
  if (name.length > LONGEST_NAME) throw new NotProjected(name);
  return `"${name}"`;
}

function compileField(
  compiling: Compiling,
  type: GraphQLObjectType,
  projection: Projection,
  nodes: readonly FieldNode[],
): string | Written {
  const [node] = nodes as [FieldNode];
  const name = node.name.value;
  if (name === "__typename") return `'${type.name}'::text`;
  const field = type.getFields()[name];
  if (!field) throw new NotProjected(name);
  const known = projection.fields?.[name];
  if (known) return fieldWriters[known.kind](compiling, field, nodes, known as never);
  const column = projection.columns[name];
  // A resolver that nobody declared here has a rule of its own.
  if (column === undefined || field.resolve !== undefined) throw new NotProjected(`${type.name}.${name}`);
  return leafSql(field, column);
}

type Kind = ProjectedField["kind"];
const fieldWriters: {
  readonly [Each in Kind]: (
    compiling: Compiling,
    field: GraphQLField<unknown, unknown>,
    nodes: readonly FieldNode[],
    known: ProjectedField & { kind: Each },
  ) => string | Written;
} = {
  value(_compiling, field, nodes, { sql, neverNull }) {
    if (typeof sql === "string") return leafSql(field, sql, neverNull);
    const place = placeOf(field, nodes);
    return (statement, row) => leafSql(field, sql(place(statement, row)), neverNull);
  },
  one(compiling, field, nodes, { key }) {
    const target = compileObject(compiling, objectTypeOf(field), nodes);
    const { source } = target.projection;
    if (!source) throw new NotProjected(target.projection.type);
    const place = placeOf(field, nodes);
    return (statement, row) => {
      const wanted = row.of(written(key, place(statement, row)));
      const inner = statement.row(row.isAlone);
      const list = target.selectList(statement, inner);
      const json = `(select row_to_json(one) from (select ${list} from ${source.from}${inner.joins()}
        where ${source.id} = ${wanted} and ${source.always}) one)`;
      return isNonNullType(field.type) ? orMissing(json) : json;
    };
  },
  joined(compiling, field, nodes, { exists }) {
    const target = compileObject(compiling, objectTypeOf(field), nodes);
    return (statement, row) => {
      const json = `(select row_to_json(one) from (select ${target.selectList(statement, row)}) one)`;
      return exists === undefined ? json : `case when ${exists} then ${json} end`;
    };
  },
  many(compiling, field, nodes, { from, where, order }) {
    const target = compileObject(compiling, objectTypeOf(field), nodes);
    const place = placeOf(field, nodes);
    return (statement, row) => {
      const at = place(statement, row);
      const [tables, condition] = [written(from, at), written(where, at)];
      const inner = statement.row();
      const list = target.selectList(statement, inner);
      return `(select coalesce(json_agg(many), '[]') from (select ${list} from ${tables}${inner.joins()}
        where ${condition} order by ${order}) many)`;
    };
  },
  values(_compiling, field, nodes, { value, from, where, order }) {
    const place = placeOf(field, nodes);
    return (statement, row) => `(select coalesce(json_agg(${value} order by ${order}), '[]') from ${from}
      where ${written(where, place(statement, row))})`;
  },
  page(compiling, field, nodes, { key }) {
    const page = compilePage(compiling, objectTypeOf(field), nodes);
    const asked: AskedPage = { field, nodes };
    compiling.pages.push(asked);
    return (statement, row) => page(statement, statement.questions.get(asked) as Question, row.of(key));
  },
};

const written = (sql: string | ((place: Place) => string), place: Place): string =>
  typeof sql === "string" ? sql : sql(place);

function objectTypeOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new NotProjected(String(field.type));
  return type;
}

const placeOf =
  (field: GraphQLField<unknown, unknown>, [node]: readonly FieldNode[]) =>
  (statement: Statement, row: Row): Place => {
    let values: Readonly<Record<string, unknown>> | undefined;
    return {
      of: row.of,
      today: statement.ctx.today,
      isAlone: row.isAlone,
      parameter: (value, type) => statement.parameters.key(value, type),
      argument: (name) => (values ??= getArgumentValues(field, node as FieldNode, statement.variables))[name],
    };
  };

/** A column that is stored as "not null", as far as its SQL shows: tests look it up in the database. */
export const plainColumn = /^(\w+)\.(\w+)(?:::text)?$/;

/** The value of a field as JSON takes it over from PostgreSQL: just what the field's scalar makes of the row's value. */
export function leafSql(
  field: Pick<GraphQLField<unknown, unknown>, "type">,
  sql: string,
  neverNull = plainColumn.test(sql),
): string {
  const type = getNullableType(field.type);
  if (!isLeafType(getNamedType(type))) throw new NotProjected(String(field.type));
  const shown = isListType(type) ? sql : asScalar(getNamedType(type).name, sql);
  return isNonNullType(field.type) && !neverNull ? orMissing(`to_json(${shown})`) : shown;
}

function asScalar(scalar: string, sql: string): string {
  const text = sql.endsWith("::text") ? sql : `(${sql})::text`;
  switch (scalar) {
    // A JSON number would lose the decimals that are not needed.
    case "Decimal":
      return text;
    case "DateTime":
      return `regexp_replace(replace(${text}, ' ', 'T'), '\\+00(:?00)?$', 'Z')`;
    case "CellValue":
      throw new NotProjected(scalar);
    default:
      return sql;
  }
}

/** Writes a page of a list as JSON; `parent` is the key of the row whose part of the list it is. */
export type PageWriter = (statement: Statement, question: Question, parent: string | null) => string;

/** A selection of a page that is understood. Errors: NotProjected. */
export function compilePage(
  compiling: Compiling,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): PageWriter {
  const rowType = getNamedType(connection.getFields().nodes?.type);
  if (!connection.name.endsWith("Connection") || !isObjectType(rowType)) throw new NotProjected(connection.name);
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const parts = [...selectedFields(compiling, connection, sets)].map(([name, asked], index) => ({
    name,
    column: `j${index}`,
    ...compilePart(compiling, connection, rowType, asked),
  }));
  return (statement, question, parent) => {
    const { list, steps, after, size, condition, parentColumn } = question;
    const where = (): string => {
      const own = parent === null ? "" : ` and ${parentColumn} = ${parent}`;
      return `${condition(statement.parameters)}${own}`;
    };
    const paging = { statement, question, parent, where };
    const shown = objectOf(parts.map(({ name, column, ofPage }) => [name, ofPage(paging, column)]));
    if (!parts.some(({ needsRows }) => needsRows)) return shown;

    const row = statement.row();
    const columns = parts.flatMap(({ column, ofRow }) => (ofRow ? [`${ofRow(paging, row)} as ${column}`] : []));
    const keys = [...steps.map(({ expression }) => expression), list.id].map((key, index) => `${key} as o${index}`);
    const selected = [...columns, ...keys].join(", ");
    const order = orderOf(list.id, steps);
    // Most pages are full before the unknown values come, which no index has beside the known ones.
    const leavesOutUnknown =
      statement.mayLeaveOutUnknown && parent === null && after !== null && unknownComeLater(steps, after);
    if (leavesOutUnknown) statement.leavesOutUnknown = true;
    const wanted = leavesOutUnknown ? `case when count(*) > ${size} then ${shown} end` : shown;
    const read = leavesOutUnknown ? whereFirstIsKnown(steps) : steps;
    const conditions = `${where()}${after ? ` and ${isAfter(list.id, read, after, statement.parameters)}` : ""}`;
    const joins = row.joins();
    // The size stands in the text, so that PostgreSQL plans for a page and not for a part of the list.
    return `(select ${wanted} from (
        select given.*, row_number() over () as position from (
          select ${selected} from ${tablesOf(list, `${selected} ${joins} ${conditions} ${order}`)}${joins}
          where ${conditions} order by ${order} limit ${size + 1}) given) given)`;
  };
}

/** An object of a few fields, whose values may be totals over the rows. */
function objectOf(fields: readonly (readonly [name: string, sql: string])[]): string {
  // A function has 100 arguments at most.
  if (fields.length > 50) throw new NotProjected("more than 50 fields");
  return `json_build_object(${fields.map(([name, sql]) => `'${name}', ${sql}`).join(", ")})`;
}

/** What the parts of a page are made of. `given` are its rows, one more than it holds, with their `position`. */
interface Paging {
  readonly statement: Statement;
  readonly question: Question;
  readonly parent: string | null;
  readonly where: () => string;
}
interface Part {
  /** SQL of the part; `column` is what the rows' own SQL is called. */
  readonly ofPage: (paging: Paging, column: string) => string;
  readonly ofRow?: (paging: Paging, row: Row) => string;
  readonly needsRows: boolean;
}

function compilePart(
  compiling: Compiling,
  connection: GraphQLObjectType,
  rowType: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Part {
  const name = nodes[0]?.name.value;
  const rowsOf = ({ question: { size } }: Paging, column: string): string =>
    `coalesce(json_agg(given.${column}) filter (where given.position <= ${size}), '[]')`;
  switch (name) {
    case "__typename":
      return { ofPage: () => `'${connection.name}'::text`, needsRows: false };
    case "totalCount":
      return {
        ofPage: ({ where, question: { list } }) => {
          const conditions = where();
          return `(select count(*) from ${tablesOf(list, conditions)} where ${conditions})`;
        },
        needsRows: false,
      };
    case "nodes": {
      const rows = compileObject(compiling, rowType, nodes);
      return {
        ofRow: ({ statement }, row) => asJson(rows.selectList(statement, row)),
        ofPage: rowsOf,
        needsRows: true,
      };
    }
    case "edges":
      return {
        ofRow: compileEdge(compiling, connection, rowType, nodes),
        ofPage: rowsOf,
        needsRows: true,
      };
    case "pageInfo":
      return { ofPage: compilePageInfo(compiling, connection, nodes), needsRows: true };
    default:
      throw new NotProjected(`${connection.name}.${name}`);
  }
}

const asJson = (list: string): string => `(select row_to_json(one) from (select ${list}) one)`;

function compileEdge(
  compiling: Compiling,
  connection: GraphQLObjectType,
  rowType: GraphQLObjectType,
  nodes: readonly FieldNode[],
): NonNullable<Part["ofRow"]> {
  const edge = getNamedType(connection.getFields().edges?.type) as GraphQLObjectType;
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const parts = [...selectedFields(compiling, edge, sets)].map(([key, asked]) => {
    const [{ name }] = asked as [FieldNode];
    const quoted = quotedName(key);
    if (name.value === "__typename") return () => `'${edge.name}'::text as ${quoted}`;
    if (name.value === "node") {
      const rows = compileObject(compiling, rowType, asked);
      return ({ statement }: Paging, row: Row) => `${asJson(rows.selectList(statement, row))} as ${quoted}`;
    }
    return ({ statement, question: { list, steps, ordering }, parent }: Paging) => {
      const values = [...steps.map(({ expression }) => expression), list.id].map((key) => `(${key})::text`);
      return `${statement.cursor(ordering, values, parent)} as ${quoted}`;
    };
  });
  return (paging, row) => asJson(parts.map((part) => part(paging, row)).join(", "));
}

function compilePageInfo(
  compiling: Compiling,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Part["ofPage"] {
  const info = getNamedType(connection.getFields().pageInfo?.type) as GraphQLObjectType;
  const sets = nodes.map(({ selectionSet }) => selectionSet);
  const fields = [...selectedFields(compiling, info, sets)].map(
    ([key, [node]]) => [key, pageInfoField(info, (node as FieldNode).name.value)] as const,
  );
  return (paging) => objectOf(fields.map(([key, write]) => [key, write(paging)]));
}

function pageInfoField(info: GraphQLObjectType, name: string): (paging: Paging) => string {
  const cursorAt =
    (position: (size: number) => string) =>
    ({ statement, question: { steps, ordering, size }, parent }: Paging): string => {
      const values = [...steps, null].map((_step, index) => `((array_agg(given.o${index}))[${position(size)}])::text`);
      return `case when count(*) > 0 and ${size} > 0 then ${statement.cursor(ordering, values, parent)} end`;
    };
  switch (name) {
    case "__typename":
      return () => `'${info.name}'::text`;
    case "hasNextPage":
      return ({ question: { size } }) => `count(*) > ${size}`;
    case "hasPreviousPage":
      return ({ question: { after } }) => String(after !== null);
    case "startCursor":
      return cursorAt(() => "1");
    case "endCursor":
      return cursorAt((size) => `least(count(*), ${size})::integer`);
    default:
      throw new NotProjected(`${info.name}.${name}`);
  }
}
