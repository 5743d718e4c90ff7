import {
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";

/** Something in a selection that no statement is made for: the resolvers answer it. */
export class NotProjected extends Error {}

export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode | undefined>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The fields of an answer by their names in it, in their order; each with every place that asks for it. */
export type Selected = ReadonlyMap<string, readonly FieldNode[]>;

/** What selections of an object come to once fragments are written out and what is left out is left out. Errors: NotProjected. */
export function selectedFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  sets: readonly (SelectionSetNode | undefined)[],
): Selected {
  const found = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (isLeftOut(selecting, selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = found.get(name);
        if (nodes) nodes.push(selection);
        else found.set(name, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selecting, type, selection)) collect(selection.selectionSet);
      } else {
        const name = selection.name.value;
        const fragment = selecting.fragments[name];
        if (seen.has(name) || !fragment) continue;
        seen.add(name);
        if (applies(selecting, type, fragment)) collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) if (set) collect(set);
  return found;
}

function isLeftOut({ variables }: Selecting, selection: SelectionNode): boolean {
  for (const { name } of selection.directives ?? []) {
    if (name.value !== "skip" && name.value !== "include") throw new NotProjected(`@${name.value}`);
  }
  if (!selection.directives?.length) return false;
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.if === true || include?.if === false;
}

function applies(
  { schema }: Selecting,
  type: GraphQLObjectType,
  { typeCondition }: Pick<FragmentDefinitionNode, "typeCondition"> | { readonly typeCondition?: undefined },
): boolean {
  if (!typeCondition) return true;
  const wanted = typeFromAST(schema, typeCondition);
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type));
}
