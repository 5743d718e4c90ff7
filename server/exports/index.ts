export { csvFile, type CsvFile, datasetOfPath } from "./csv.js";
export { rowsResolvers } from "./rows.resolver.js";
