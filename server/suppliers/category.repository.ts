import { type Columns, selectList } from "../graph/columns.js";
import { booleanIs, enumIs, idIs, textIs } from "../graph/condition.js";
import { rowsEach } from "../graph/loaders.js";
import { type List } from "../graph/page.js";
import { type Category, type CategoryOrderField, type CategoryWhere } from "./category.types.js";

export const categoryColumns: Columns = {
  id: "k.id::text",
  scheme: "k.scheme",
  code: "k.code",
  name: "k.name",
  parentId: "k.parent_id::text",
  collaborativePotential: "k.collaborative_potential",
};
const selected = selectList(categoryColumns);
export const categorySource = { from: "categories k", id: "k.id", always: "true" } as const;

export const categoryList: List<CategoryWhere, CategoryOrderField> = {
  name: "categories",
  ...categorySource,
  columns: selected,
  fields: () => ({
    scheme: enumIs("k.scheme", "category_scheme"),
    code: textIs("k.code"),
    name: textIs("k.name"),
    parent: idIs("category", "k.parent_id"),
    collaborativePotential: booleanIs("k.collaborative_potential"),
  }),
  orders: {
    SCHEME: { expression: "k.scheme::text", type: "text", neverNull: true },
    CODE: { expression: "k.code", type: "text", neverNull: true },
    NAME: { expression: "k.name", type: "text", neverNull: true },
  },
  usualOrder: "CODE",
};

export const categoryById = rowsEach<Category>(categorySource, categoryColumns);
