/// <reference types="office-js" />
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";
import { MemoryGrid } from "../../addin/host/memoryGrid.js";
import { OfficeHost, type OfficeHostOptions } from "../../addin/host/officeHost.js";
import type { AddinPipe } from "../../addin/host/transport.js";
import type { GridBackend } from "../../addin/host/backend.js";

const ORIGIN = "https://localhost";
const LIBRARY = path.dirname(createRequire(import.meta.url).resolve("@microsoft/office-js/dist/office.js"));

const compiled = new Map<string, vm.Script>();

/** A file of the library, compiled once for all windows. */
function libraryScript(name: string): vm.Script {
  const known = compiled.get(name);
  if (known) return known;
  const filename = path.join(LIBRARY, name);
  const script = new vm.Script(readFileSync(filename, "utf8"), { filename });
  compiled.set(name, script);
  return script;
}

type Listener = (event: { data: string; origin: string; source: unknown }) => void;

const nothing = () => undefined;

/** What passes for an element: an anchor takes addresses apart, a script runs when it comes into the document. */
class Element {
  readonly style = {};
  src = "";
  id = "";
  onload: (() => void) | null = null;
  #url: URL | null = null;

  set href(address: string) {
    this.#url = new URL(address, ORIGIN);
  }
  get href(): string {
    return this.#url?.href ?? "";
  }
  get protocol(): string {
    return this.#url?.protocol ?? "";
  }
  get hostname(): string {
    return this.#url?.hostname ?? "";
  }
  get host(): string {
    return this.#url?.host ?? "";
  }
  get port(): string {
    return this.#url?.port ?? "";
  }
  get pathname(): string {
    return this.#url?.pathname ?? "";
  }
  setAttribute(): void {}
  getAttribute(): null {
    return null;
  }
  appendChild(): void {}
}

/** A page's window with just what Office.js touches. It plays the add-in's frame; its parent is the host. */
class AddinWindow {
  readonly #listeners = new Set<Listener>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly globals: Record<string, unknown>;
  #receive: (message: string) => void = nothing;

  readonly pipe: AddinPipe = {
    send: (message) => this.#later(() => this.#deliver(message)),
    listen: (receive) => {
      this.#receive = receive;
      return () => {
        this.#receive = nothing;
      };
    },
  };
  readonly #parent = {
    postMessage: (message: string) => this.#later(() => this.#receive(message)),
  };

  constructor() {
    const storage = () => {
      const items = new Map<string, string>();
      return {
        getItem: (key: string) => items.get(key) ?? null,
        setItem: (key: string, value: string) => void items.set(key, value),
        removeItem: (key: string) => void items.delete(key),
      };
    };
    const location = {
      href: `${ORIGIN}/taskpane/`,
      origin: ORIGIN,
      protocol: "https:",
      host: "localhost",
      hostname: "localhost",
      pathname: "/taskpane/",
      search: "",
      hash: "",
    };
    const head = { appendChild: (element: Element) => this.#load(element) };
    const officeScript = Object.assign(new Element(), { src: `${ORIGIN}/office/office.js` });
    const globals: Record<string, unknown> = {
      location,
      name: "",
      navigator: { userAgent: "Node" },
      addEventListener: (type: string, listener: Listener) => type === "message" && this.#listeners.add(listener),
      removeEventListener: (_type: string, listener: Listener) => this.#listeners.delete(listener),
      setTimeout: (work: () => void, milliseconds = 0) => this.#timer(work, milliseconds),
      clearTimeout,
      setInterval: () => 0,
      clearInterval: nothing,
      // Shared with the test, so that what Office.js hands out is made of the same arrays and errors.
      JSON,
      Error,
      URL,
      performance,
      console,
      Promise,
      history: {},
      sessionStorage: storage(),
      localStorage: storage(),
      open: nothing,
      fetch: () => Promise.reject(new Error("Tests do not use the network.")),
      parent: this.#parent,
      document: {
        readyState: "complete",
        URL: location.href,
        domain: "localhost",
        getElementsByTagName: (tag: string) => (tag === "script" ? [officeScript] : [head]),
        createElement: () => new Element(),
        addEventListener: nothing,
        removeEventListener: nothing,
        querySelectorAll: () => [],
        getElementById: () => null,
        documentElement: { style: {} },
        body: null,
      },
    };
    this.globals = Object.assign(globals, { window: globals, self: globals, top: this.#parent });
    vm.createContext(this.globals);
  }

  /** Loads office.js, which finds its host in the window's name and fetches the rest of itself. */
  open(name: string): void {
    this.globals["name"] = name;
    libraryScript("office.js").runInContext(this.globals);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#listeners.clear();
  }

  #load(element: Element): void {
    const { pathname } = new URL(element.src, ORIGIN);
    this.#later(() => {
      libraryScript(pathname.replace("/office/", "").toLowerCase()).runInContext(this.globals);
      element.onload?.();
    });
  }

  #deliver(data: string): void {
    for (const listener of this.#listeners) listener({ data, origin: ORIGIN, source: this.#parent });
  }

  #later(work: () => void): void {
    queueMicrotask(work);
  }

  #timer(work: () => void, milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, milliseconds);
    // Office.js watches its scripts for seconds on end; that must not keep a finished test run alive.
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }
}

/** What a test may choose of its host. */
export type HostSettings = Omit<OfficeHostOptions, "grid" | "url" | "origin" | "pipe" | "iframe">;

export interface OfficeInNode<G extends GridBackend = MemoryGrid> {
  readonly Excel: typeof Excel;
  readonly Office: typeof Office;
  readonly OfficeExtension: typeof OfficeExtension;
  readonly CustomFunctions: {
    associate(id: string, implementation: (...parameters: never[]) => unknown): void;
    readonly Error: new (code: string, message?: string) => Error;
  };
  readonly grid: G;
  readonly host: OfficeHost;
  /** Puts Excel, Office, OfficeExtension and CustomFunctions on globalThis, for code under test that names them. */
  install(): void;
  /** Ends the host's and the library's work. Not needed for a test run to end. */
  close(): void;
}

/**
 * The real, unmodified Office.js in Node, past Office.onReady, talking to a host of its own in the browser's own way:
 * messages, events and custom functions included. Each call is a workbook of its own.
 */
export async function officeInNode(): Promise<OfficeInNode>;
export async function officeInNode<G extends GridBackend>(grid: G, options?: HostSettings): Promise<OfficeInNode<G>>;
export async function officeInNode(
  grid: GridBackend = new MemoryGrid(),
  options: HostSettings = {},
): Promise<OfficeInNode<GridBackend>> {
  const page = new AddinWindow();
  const host = new OfficeHost({ ...options, grid, url: `${ORIGIN}/taskpane/`, origin: ORIGIN, pipe: page.pipe });
  page.open(host.frameName);
  const globals = page.globals as unknown as Pick<
    OfficeInNode,
    "Excel" | "Office" | "OfficeExtension" | "CustomFunctions"
  >;
  await globals.Office.onReady();
  const { Excel, Office, OfficeExtension, CustomFunctions } = globals;
  return {
    ...{ Excel, Office, OfficeExtension, CustomFunctions, grid, host },
    install: () => void Object.assign(globalThis, { Excel, Office, OfficeExtension, CustomFunctions }),
    close: () => {
      host.close();
      page.close();
    },
  };
}
