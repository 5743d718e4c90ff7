import { Body1, Button, Field, Input, Radio, RadioGroup, Select } from "@fluentui/react-components";
import { useEffect, useRef, useState } from "react";
import type { TokenScope } from "../../../api/operations.js";
import { makePersonalToken } from "../../../commands/personalTokens.js";
import { usePane } from "../../hooks/usePane.js";

/** Days, and what people call them. */
const LIVES = [
  [30, "30 days"],
  [90, "90 days"],
  [180, "180 days"],
  [366, "One year"],
] as const;
const USUAL_DAYS = 90;

/** Asks for a name, what the tool may do and how long, then shows the token once. */
export function NewToken({ onMade }: { readonly onMade: () => void }) {
  const { run, busyWith } = usePane();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [scope, setScope] = useState<TokenScope>("READ");
  const [days, setDays] = useState<number>(USUAL_DAYS);
  const [secret, setSecret] = useState<string | null>(null);
  const make = async () => {
    const outcome = await run("Making the token", async () => {
      const made = await makePersonalToken(name, scope, days);
      setSecret(made.secret);
      return made.outcome;
    });
    if (outcome.kind !== "DONE") return;
    setOpen(false);
    setName("");
    onMade();
  };
  if (secret !== null) return <Secret secret={secret} onDone={() => setSecret(null)} />;
  if (!isOpen) {
    return (
      <div>
        <Button appearance="primary" onClick={() => setOpen(true)}>
          New token…
        </Button>
      </div>
    );
  }
  return (
    <div className="card stack" role="group" aria-label="New token">
      <Field label="Name" required hint="For example the tool that will use it.">
        <Input value={name} maxLength={100} autoFocus onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label="What the tool may do">
        <RadioGroup value={scope} onChange={(_, { value }) => setScope(value as TokenScope)}>
          <Radio value="READ" label="Read what you may see" />
          <Radio value="WRITE" label="Read and change all that you may" />
        </RadioGroup>
      </Field>
      <Field label="How long it works">
        <Select value={String(days)} onChange={(_, { value }) => setDays(Number(value))}>
          {LIVES.map(([count, words]) => (
            <option key={count} value={count}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <div className="row">
        <Button appearance="primary" disabledFocusable={busyWith !== null} onClick={() => void make()}>
          Make token
        </Button>
        <Button appearance="subtle" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Secret({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const copy = async () => {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(secret);
      setTold("Copied.");
    } catch {
      // Frames of other sites may not write to the clipboard; the token is selected, so the keys still do.
      setTold("Press Ctrl+C (on a Mac Cmd+C) to copy the selected token.");
    }
  };
  return (
    <div className="card stack" role="group" aria-label="Your new token">
      <Field label="Your new token" hint="It is not shown again. Sevenfold keeps only a fingerprint of it.">
        <Input ref={field} readOnly value={secret} input={{ style: { minWidth: 0, fontFamily: "monospace" } }} />
      </Field>
      <Body1 as="p" aria-live="polite">
        {told}
      </Body1>
      <div className="row">
        <Button appearance="primary" onClick={() => void copy()}>
          Copy
        </Button>
        <Button onClick={onDone}>I have it</Button>
      </div>
    </div>
  );
}
