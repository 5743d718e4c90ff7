import js from "@eslint/js";
import graphql from "@graphql-eslint/eslint-plugin";
import prettier from "eslint-config-prettier";
import officeAddins from "eslint-plugin-office-addins";
import typescript from "typescript-eslint";

/** Imports point one way (see CONTRIBUTING.md). Types may be shared where values may not. */
const apart = "The server and the add-in meet in schema/ only.";
const directions = [
  { files: ["server/**/*.ts"], forbid: [], because: apart },
  { files: ["addin/**/*.{ts,tsx}"], forbid: [], because: apart },
  {
    files: ["server/shared/**/*.ts"],
    forbid: ["../*"],
    because: "shared/ holds no feature's words: it imports nothing but libraries.",
  },
  {
    files: ["server/**/*.resolver.ts"],
    forbid: ["**/*.repository.js", "**/*.entity.js"],
    because: "A resolver calls a service; only services call repositories.",
  },
  {
    files: ["server/**/*.types.ts"],
    forbid: ["**/*.service.js", "**/*.repository.js", "**/*.entity.js"],
    because: "GraphQL types describe the answer; they do not fetch it.",
  },
  {
    files: ["addin/workbook/**/*.ts"],
    forbid: ["**/taskpane/**", "**/commands/**", "**/api/**", "**/functions/**"],
    because: "The door to the workbook knows nothing of those who use it.",
  },
  {
    files: ["addin/taskpane/**/*.{ts,tsx}"],
    forbid: ["**/workbook/**"],
    because: "The pane shows, commands act: what touches the workbook is a command.",
  },
  {
    files: ["addin/host/**/*.ts"],
    forbid: ["**/workbook/**", "**/taskpane/**", "**/commands/**", "**/api/**", "**/functions/**"],
    because: "The host stands in for a spreadsheet program and knows nothing of this add-in.",
  },
].map(({ files, forbid, because }) => ({
  files,
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        // A file takes the last entry that names it, so each entry repeats the wall between the two halves.
        patterns: [
          { group: files[0].startsWith("server") ? ["**/addin/**"] : ["**/server/**"], message: apart },
          ...(forbid.length > 0 ? [{ group: forbid, message: because, allowTypeImports: true }] : []),
        ],
      },
    ],
  },
}));

const everySource = ["**/*.{ts,tsx,mjs}"];

export default typescript.config(
  { ignores: ["dist/", ".sevenfold/", "node_modules/", "coverage/", "test/output/"] },
  { files: everySource, extends: [js.configs.recommended] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [typescript.configs.strict],
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Decorated GraphQL and entity classes hold no behaviour of their own.
      "@typescript-eslint/no-extraneous-class": "off",
      "@typescript-eslint/no-invalid-void-type": "off",
      eqeqeq: "error",
      "no-restricted-globals": [
        "error",
        { name: "parseFloat", message: "Money and figures are exact decimal strings." },
      ],
    },
  },
  {
    // type-graphql and MikroORM read these types at run time, so they must stay value imports.
    files: ["server/**/*.{types,entity,resolver,inputs}.ts"],
    rules: { "@typescript-eslint/consistent-type-imports": "off" },
  },
  {
    // A value that is missing in a test fails the test, which is what it should do.
    files: ["test/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["addin/workbook/**/*.ts"],
    plugins: { "office-addins": officeAddins },
    rules: {
      "office-addins/no-context-sync-in-loop": "error",
      "office-addins/no-empty-load": "error",
      "office-addins/no-navigational-load": "error",
      "office-addins/no-office-initialize": "error",
      "office-addins/test-for-null-using-isNullObject": "error",
    },
  },
  {
    files: ["addin/{taskpane,commands,functions,api}/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        { name: "Excel", message: "Only addin/workbook/ talks to the workbook." },
        { name: "Office", message: "Only addin/workbook/ talks to the host." },
      ],
    },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", globalThis: "readonly" } },
  },
  ...directions,
  {
    files: ["schema/schema.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema/schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      "@graphql-eslint/require-description": [
        "error",
        { types: true, FieldDefinition: true, InputValueDefinition: true, EnumValueDefinition: true },
      ],
      "@graphql-eslint/relay-connection-types": "error",
      "@graphql-eslint/relay-page-info": "error",
      "@graphql-eslint/no-typename-prefix": "off",
      "@graphql-eslint/no-duplicate-fields": "error",
    },
  },
  {
    files: ["schema/operations/*.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema/schema.graphql", documents: "schema/operations/*.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      "@graphql-eslint/fields-on-correct-type": "error",
      "@graphql-eslint/known-argument-names": "error",
      "@graphql-eslint/known-type-names": "error",
      "@graphql-eslint/no-anonymous-operations": "error",
      "@graphql-eslint/no-deprecated": "error",
    },
  },
  prettier,
);
