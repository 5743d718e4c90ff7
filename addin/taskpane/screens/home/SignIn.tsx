import { Badge, Body1, Button, Field, Radio, RadioGroup, Spinner, Subtitle2 } from "@fluentui/react-components";
import { useState } from "react";
import { ask } from "../../../api/client.js";
import { LOCAL_SIGN_IN_PEOPLE } from "../../../api/operations.js";
import { signInLocally } from "../../../commands/signIn.js";
import { useAsked } from "../../hooks/useAsked.js";
import { usePane } from "../../hooks/usePane.js";

/** What Sevenfold is, and the sign-in of the demonstration: choose who you are. */
export function SignIn({ problem }: { readonly problem: string | null }) {
  const { run, busyWith } = usePane();
  const [tries, setTries] = useState(0);
  const [subject, setSubject] = useState<string>();
  const people = useAsked(`people ${tries}`, async (signal) => {
    return (await ask(LOCAL_SIGN_IN_PEOPLE, {}, { signal })).localSignInPeople;
  });
  const chosen = subject ?? people.value?.[0]?.subject;
  return (
    <>
      <section className="stack" aria-labelledby="what">
        <Subtitle2 as="h2" id="what">
          One set of procurement figures, in your own workbook
        </Subtitle2>
        <Body1 as="p">
          Pull contracts, savings and KPIs into a sheet, change them there, and publish only what you changed.
        </Body1>
      </section>
      <section className="card stack" aria-labelledby="sign-in">
        <div className="row">
          <Subtitle2 as="h2" id="sign-in">
            Sign in
          </Subtitle2>
          <Badge appearance="outline" color="informative">
            Local sign-in for this demonstration
          </Badge>
        </div>
        {problem !== null && <Body1 as="p">{problem}</Body1>}
        {people.problem !== null && (
          <>
            <Body1 as="p">{people.problem}</Body1>
            <Button onClick={() => setTries(tries + 1)}>Try again</Button>
          </>
        )}
        {people.value === undefined && people.isAsking && (
          <Spinner size="tiny" labelPosition="after" label="Reading who can sign in…" />
        )}
        {people.value?.length === 0 && (
          <Body1 as="p">Local sign-in is switched off on this server. Ask whoever runs it how to sign in.</Body1>
        )}
        {people.value !== undefined && people.value.length > 0 && (
          <>
            <Field label="Who are you?">
              <RadioGroup value={chosen ?? ""} onChange={(_, { value }) => setSubject(value)}>
                {people.value.map((person) => (
                  <Radio
                    key={person.subject}
                    value={person.subject}
                    label={`${person.displayName} (${person.role === "EDITOR" ? "editor" : "viewer"})`}
                  />
                ))}
              </RadioGroup>
            </Field>
            <Button
              appearance="primary"
              disabledFocusable={chosen === undefined || busyWith !== null}
              onClick={() => {
                if (chosen !== undefined) void run("Signing in", () => signInLocally(chosen));
              }}
            >
              Sign in
            </Button>
          </>
        )}
      </section>
    </>
  );
}
