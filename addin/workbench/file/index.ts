export { fileOf } from "./fromGrid.js";
export { readWorkbook } from "./readWorkbook.js";
export { workbookOf } from "./toGrid.js";
export { writeWorkbook } from "./writeWorkbook.js";
