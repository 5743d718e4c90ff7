import type { Frame, Page } from "playwright-core";
import { paneFrame, paneAtRest } from "./accessibility.js";

/** Where the keyboard is in the pane. */
export interface Stop {
  readonly role: string;
  readonly name: string;
  /** The element looks different from when the keyboard was elsewhere. */
  readonly isVisible: boolean;
}

/** A person who has a keyboard only, at a workbench page. */
export class KeyboardPerson {
  constructor(readonly page: Page) {}

  get #pane(): Frame {
    return paneFrame(this.page);
  }

  /** Presses keys. Enter waits, as people do, until what has the keyboard can be pressed. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      if (key === "Enter" && (await this.isInPane())) {
        await this.#pane.waitForFunction(() => document.activeElement?.getAttribute("aria-disabled") !== "true");
      }
      await this.page.keyboard.press(key);
    }
    await this.page.waitForTimeout(50);
  }

  async isInPane(): Promise<boolean> {
    return this.page.evaluate(() => document.activeElement?.id === "addin");
  }

  /** Presses F6 until the pane has the keyboard. */
  async enterPane(): Promise<void> {
    for (let pressed = 0; pressed < 4 && !(await this.isInPane()); pressed++) await this.press("F6");
    if (!(await this.isInPane())) throw new Error("F6 does not lead to the pane.");
  }

  /** Presses Escape where the pane has the keyboard, and waits until the sheet has it. */
  async leavePane(): Promise<void> {
    if (!(await this.isInPane())) return;
    await this.page.keyboard.press("Escape");
    await this.page.waitForFunction(() => document.activeElement?.id !== "addin");
  }

  /** Presses Tab (or another key) until the keyboard is on what has this role and name. Throws where it comes to no such thing. */
  async goTo(role: string, name: RegExp, key = "Tab"): Promise<void> {
    await paneAtRest(this.page);
    const seen: string[] = [];
    for (let pressed = 0; pressed < 80; pressed++) {
      const stop = await this.#move(key);
      if (!stop) throw new Error(`${key} left the pane before ${role} ${name}: ${seen.join(", ")}`);
      if (!stop.isVisible) throw new Error(`The focus cannot be seen on ${stop.role} "${stop.name}".`);
      if (stop.role === role && name.test(stop.name)) return;
      seen.push(`${stop.role} "${stop.name}"`);
    }
    throw new Error(`${key} never came to ${role} ${name}: ${seen.join(", ")}`);
  }

  /** Every stop of Tab from here to where the pane ends and the sheet has the keyboard. Throws where it never ends. */
  async stopsToTheEnd(key: "Tab" | "Shift+Tab" = "Tab"): Promise<Stop[]> {
    await paneAtRest(this.page);
    const stops: Stop[] = [];
    for (;;) {
      const stop = await this.#move(key);
      if (!stop) return stops;
      stops.push(stop);
      if (stops.length > 120) throw new Error(`${key} never leaves the pane: ${JSON.stringify(stops.slice(-12))}`);
    }
  }

  /** Presses a key that moves the keyboard, and gives where it is then; null when it has left the pane. */
  async #move(key: string): Promise<Stop | null> {
    await this.#noteLooks();
    const before = await this.#pane.evaluateHandle(() => document.activeElement);
    await this.page.keyboard.press(key);
    // Out of the pane it is taken by the host, a moment later.
    const moved = (from: Element | null) =>
      window.parent.document.activeElement?.id !== "addin" || document.activeElement !== from;
    await this.#pane.waitForFunction(moved, before, { timeout: 5_000 }).catch((error: unknown) => {
      throw new Error(`${key} does not move the keyboard.`, { cause: error });
    });
    await this.page.waitForTimeout(30);
    return (await this.isInPane()) ? this.stop() : null;
  }

  async stop(): Promise<Stop> {
    return this.#pane.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const labels = (element as Partial<HTMLInputElement>).labels;
      const byId = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id));
      const named = [element.getAttribute("aria-label"), ...byId.map((each) => each?.textContent)].find(Boolean);
      const name = named ?? [...(labels ?? [])].map((label) => label.textContent).join(" ");
      const roles: Record<string, string> = {
        BUTTON: "button",
        SUMMARY: "summary",
        SELECT: "combobox",
        TEXTAREA: "textbox",
        A: "link",
      };
      const type = element.getAttribute("type") ?? "text";
      const input = ["radio", "checkbox"].includes(type) ? type : "textbox";
      const role = element.getAttribute("role") ?? (element.tagName === "INPUT" ? input : roles[element.tagName]);
      const { looks, lookOf } = window as unknown as Looks;
      return {
        role: role ?? element.tagName.toLowerCase(),
        name: (name || element.textContent || "").trim().replaceAll(/\s+/g, " "),
        isVisible: looks.has(element) && looks.get(element) !== lookOf(element),
      };
    });
  }

  /** Notes how everything looks that has not the keyboard now. */
  #noteLooks(): Promise<void> {
    return this.#pane.evaluate(() => {
      const own = window as unknown as Partial<Looks>;
      own.looks ??= new WeakMap();
      own.lookOf ??= (element) => {
        const around = [element, element.parentElement, element.nextElementSibling, element.previousElementSibling];
        const parts = around.flatMap((each) =>
          each ? [undefined, "::before", "::after"].map((pseudo) => getComputedStyle(each, pseudo)) : [],
        );
        return parts
          .map((style) =>
            [
              style.outline,
              style.boxShadow,
              style.border,
              style.borderBottomColor,
              style.transform,
              style.opacity,
              style.backgroundColor,
            ].join(),
          )
          .join("|");
      };
      const focused = document.activeElement;
      for (const element of document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]")) {
        const isNear = element === focused || element.parentElement?.contains(focused) === true;
        if (!isNear || !own.looks.has(element)) if (element !== focused) own.looks.set(element, own.lookOf(element));
      }
    });
  }
}

/** Kept on the pane's page. */
interface Looks {
  looks: WeakMap<Element, string>;
  lookOf: (element: Element) => string;
}
