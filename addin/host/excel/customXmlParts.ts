import { RichApiError, invalidArgument, itemNotFound } from "../batch.js";
import { ExcelObject } from "./excelObject.js";
import type { WorkbookModel, XmlPartState } from "./model.js";
import { rootNamespace } from "./xmlRoot.js";

/** The XML parts of the workbook, or those of one namespace. */
export class CustomXmlPartCollection extends ExcelObject {
  readonly className: string;

  constructor(
    model: WorkbookModel,
    readonly namespace: string | null = null,
  ) {
    super(model);
    this.className = namespace === null ? "CustomXmlPartCollection" : "CustomXmlPartScopedCollection";
  }

  override items(): CustomXmlPart[] {
    return this.#states().map((part) => new CustomXmlPart(this.model, part));
  }

  add(xml: string): CustomXmlPart {
    const part: XmlPartState = {
      id: `{${crypto.randomUUID().toUpperCase()}}`,
      xml,
      namespace: namespaceOf(xml),
    };
    this.model.xmlParts.set(part.id, part);
    return new CustomXmlPart(this.model, part);
  }
  getByNamespace(namespace: string): CustomXmlPartCollection {
    return new CustomXmlPartCollection(this.model, namespace);
  }
  getCount(): number {
    return this.#states().length;
  }
  getItem(id: string): CustomXmlPart {
    const part = this.getItemOrNullObject(id);
    if (!part) throw itemNotFound();
    return part;
  }
  getItemOrNullObject(id: string): CustomXmlPart | null {
    const part = this.#states().find((one) => one.id === id);
    return part ? new CustomXmlPart(this.model, part) : null;
  }
  /** Throws when there is none, or more than one. */
  getOnlyItem(): CustomXmlPart {
    const [only, ...others] = this.items();
    if (!only) throw itemNotFound();
    if (others.length > 0) throw new RichApiError("GeneralException", "There is more than one part of this namespace.");
    return only;
  }
  /** Null when there is none, or more than one. */
  getOnlyItemOrNullObject(): CustomXmlPart | null {
    const items = this.items();
    return items.length === 1 ? (items[0] ?? null) : null;
  }

  #states(): XmlPartState[] {
    return [...this.model.xmlParts.values()].filter(
      (part) => this.namespace === null || part.namespace === this.namespace,
    );
  }
}

function namespaceOf(xml: unknown): string {
  const namespace = typeof xml === "string" ? rootNamespace(xml) : null;
  if (namespace === null) throw invalidArgument("The XML is not well-formed.");
  return namespace;
}

export class CustomXmlPart extends ExcelObject {
  readonly className = "CustomXmlPart";

  constructor(
    model: WorkbookModel,
    readonly state: XmlPartState,
  ) {
    super(model);
  }

  override identity(): Record<string, unknown> {
    return { Id: this.state.id };
  }

  get id(): string {
    return this.state.id;
  }
  get namespaceUri(): string {
    return this.state.namespace;
  }
  getXml(): string {
    return this.state.xml;
  }
  setXml(xml: string): void {
    this.state.namespace = namespaceOf(xml);
    this.state.xml = xml;
  }
  delete(): void {
    this.model.xmlParts.delete(this.state.id);
  }
}
