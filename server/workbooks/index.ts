import { WorkbookResolver } from "./workbook.resolver.js";

export const workbookResolvers = [WorkbookResolver] as const;
