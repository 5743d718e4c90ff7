import "reflect-metadata";
import {
  type GraphQLObjectType,
  type GraphQLSchema,
  lexicographicSortSchema,
  printSchema,
  specifiedDirectives,
} from "graphql";
import { buildSchema, getMetadataStorage, type NonEmptyArray } from "type-graphql";
import { accessResolvers } from "./access/index.js";
import { auditResolvers } from "./audit/index.js";
import { claimResolvers } from "./claims/index.js";
import { contractResolvers } from "./contracts/index.js";
import { rowsResolvers } from "./exports/index.js";
import { forceResolvers } from "./forces/index.js";
import { graphResolvers } from "./graph/index.js";
import { asRecordedDirective, historyResolvers } from "./history/index.js";
import { importResolvers } from "./imports/index.js";
import { kpiResolvers } from "./kpis/index.js";
import { savingResolvers } from "./savings/index.js";
import { socialValueResolvers } from "./socialValue/index.js";
import { spendResolvers } from "./spend/index.js";
import { supplierResolvers } from "./suppliers/index.js";
import { waiverResolvers } from "./waivers/index.js";
import { workbookResolvers } from "./workbooks/index.js";

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- type-graphql takes classes as Function
const resolvers: readonly Function[] = [
  ...accessResolvers,
  ...auditResolvers,
  ...claimResolvers,
  ...contractResolvers,
  ...forceResolvers,
  ...rowsResolvers,
  ...graphResolvers,
  ...historyResolvers,
  ...importResolvers,
  ...kpiResolvers,
  ...savingResolvers,
  ...socialValueResolvers,
  ...spendResolvers,
  ...supplierResolvers,
  ...waiverResolvers,
  ...workbookResolvers,
];

/** The whole schema: every feature's resolvers, and no rule of its own. */
export async function makeSchema(): Promise<GraphQLSchema> {
  readFieldsAsTheyStand();
  isBeingMade = true;
  const schema = await buildSchema({
    // eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- as above
    resolvers: resolvers as unknown as NonEmptyArray<Function>,
    directives: [...specifiedDirectives, asRecordedDirective],
    validate: false,
  }).finally(() => (isBeingMade = false));
  describe(schema.getQueryType(), "Everything that can be asked. Nothing here changes anything.");
  describe(
    schema.getMutationType(),
    "Everything that can be changed. What the caller can put right comes back as data.",
  );
  return schema;
}

/** Whether a schema is being made: only then must an argument tell of which class it is. */
let isBeingMade = false;

/**
 * A field without a resolver is read from its row as it stands, a resolver is given the row itself, and arguments are what
 * GraphQL read. type-graphql would wrap each such field in a function of its own, copy the row for each resolver of each of
 * its fields, and make an instance of every input object, of which a request for many cells or a publish has thousands.
 */
function readFieldsAsTheyStand(): void {
  const storage = getMetadataStorage();
  const argumentClasses = new Set(storage.argumentTypes.map(({ target }) => target));
  for (const field of storage.fields) {
    field.simple ??= true;
    if (argumentClasses.has(field.target)) leaveAsRead(field);
  }
  for (const parameter of storage.params) {
    if (parameter.kind === "root") parameter.getType = undefined;
    if (parameter.kind === "arg") leaveAsRead(parameter);
  }
}

/** An `Object` is what every input is already. */
function leaveAsRead(argument: { getType: () => object | symbol }): void {
  if (leftAsRead.has(argument)) return;
  leftAsRead.add(argument);
  const { getType } = argument;
  argument.getType = () => (isBeingMade ? getType() : Object);
}
const leftAsRead = new WeakSet<object>();

/** type-graphql makes the two root types itself and cannot be told what to say of them. */
function describe(type: GraphQLObjectType | null | undefined, description: string): void {
  if (type) type.description = description;
}

/** The schema as reviewers read it: schema/schema.graphql. */
export const printedSchema = async (): Promise<string> =>
  `${printSchema(lexicographicSortSchema(await makeSchema()))}\n`;
