import { itemNotFound } from "../batch.js";
import { Application } from "./application.js";
import { CustomXmlPartCollection } from "./customXmlParts.js";
import { ExcelObject } from "./excelObject.js";
import { NamedItemCollection } from "./names.js";
import { Range } from "./range.js";
import { SettingCollection } from "./settings.js";
import { TableCollection } from "./tables.js";
import { WorksheetCollection } from "./worksheets.js";

/** The root of Excel's object model. */
export class Workbook extends ExcelObject {
  readonly className = "Workbook";

  get name(): string {
    return this.model.workbookName;
  }
  get readOnly(): boolean {
    return false;
  }

  get application(): Application {
    return new Application(this.model);
  }
  get worksheets(): WorksheetCollection {
    return new WorksheetCollection(this.model);
  }
  get tables(): TableCollection {
    return new TableCollection(this.model, null);
  }
  get names(): NamedItemCollection {
    return new NamedItemCollection(this.model, null);
  }
  get settings(): SettingCollection {
    return new SettingCollection(this.model);
  }
  get customXmlParts(): CustomXmlPartCollection {
    return new CustomXmlPartCollection(this.model);
  }
  get properties(): DocumentProperties {
    return new DocumentProperties(this.model);
  }
  /** `context.runtime`. */
  get _Runtime(): Runtime {
    return new Runtime(this.model);
  }

  getSelectedRange(): Range {
    return new Range(this.model, this.model.grid.selection());
  }
  getActiveCell(): Range {
    return new Range(this.model, { ...this.model.grid.selection(), rowCount: 1, columnCount: 1 });
  }

  /** The range of an event; the host hands out addresses as their ids. */
  _GetRangeForEventByReferenceId(reference: string): Range {
    const range = this._GetRangeOrNullObjectForEventByReferenceId(reference);
    if (!range) throw itemNotFound();
    return range;
  }
  _GetRangeOrNullObjectForEventByReferenceId(reference: string): Range | null {
    const area = this.model.areaAt(reference, this.model.grid.activeSheet());
    return area && new Range(this.model, area);
  }
}

export class Runtime extends ExcelObject {
  readonly className = "Runtime";

  get enableEvents(): boolean {
    return this.model.events.enabled;
  }
  set enableEvents(enabled: boolean) {
    this.model.events.enabled = enabled;
  }
}

export class DocumentProperties extends ExcelObject {
  readonly className = "DocumentProperties";

  get title(): string {
    return this.model.properties["title"] ?? "";
  }
  set title(title: string) {
    this.model.properties["title"] = title;
  }
  get subject(): string {
    return this.model.properties["subject"] ?? "";
  }
  set subject(subject: string) {
    this.model.properties["subject"] = subject;
  }
  get author(): string {
    return this.model.properties["author"] ?? "";
  }
  set author(author: string) {
    this.model.properties["author"] = author;
  }
  get comments(): string {
    return this.model.properties["comments"] ?? "";
  }
  set comments(comments: string) {
    this.model.properties["comments"] = comments;
  }
  get keywords(): string {
    return this.model.properties["keywords"] ?? "";
  }
  set keywords(keywords: string) {
    this.model.properties["keywords"] = keywords;
  }
}
