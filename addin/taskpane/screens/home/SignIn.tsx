import { Badge, Body1, Button, Field, Radio, RadioGroup, Subtitle2 } from "@fluentui/react-components";
import { useEffect, useState } from "react";
import { ask } from "../../../api/client.js";
import { LOCAL_SIGN_IN_PEOPLE, SIGN_IN_OPTIONS, type SignInProvider } from "../../../api/operations.js";
import { openSample } from "../../../commands/sampleData.js";
import { signInAtProvider, signInLocally, signInSilently } from "../../../commands/signIn.js";
import { ReadingNote } from "../../components/ReadingNote.js";
import { shownMemberships } from "../../components/shown.js";
import { useAsked } from "../../hooks/useAsked.js";
import { useIsShown } from "../../hooks/useIsShown.js";
import { usePane } from "../../hooks/usePane.js";

/** What Sevenfold is, and the ways to sign in that the server offers. */
export function SignIn({ problem }: { readonly problem: string | null }) {
  const { isInWorkbook, busyWith, run } = usePane();
  return (
    <>
      <section className="stack" aria-labelledby="what">
        <Subtitle2 as="h2" id="what">
          One set of procurement figures, in your own workbook
        </Subtitle2>
        <Body1 as="p">
          Pull contracts, savings and KPIs into a sheet, change them there, and publish only what you changed. Your own
          columns, formulas and formats stay as they are.
        </Body1>
        {isInWorkbook && (
          <div>
            <Button size="small" disabledFocusable={busyWith !== null} onClick={() => void run("Writing", openSample)}>
              Try with sample data
            </Button>
          </div>
        )}
      </section>
      {problem !== null && <Body1 as="p">{problem}</Body1>}
      <SignInWays />
    </>
  );
}

/** The sign-in has run out while somebody worked: the screen below stays as they left it. */
export function SignInAgain() {
  return (
    <section className="stack" aria-label="Sign in again">
      <Body1 as="p" role="status">
        Your sign-in has run out. Sign in again to go on: what is in the sheet and in this pane stays as it is.
      </Body1>
      <SignInWays />
    </section>
  );
}

function SignInWays() {
  const options = useAsked("sign-in options", async (signal) => {
    return (await ask(SIGN_IN_OPTIONS, {}, { signal })).signInOptions;
  });
  const { provider, local } = options.value ?? { provider: null, local: false };
  return (
    <>
      <ReadingNote asked={options} label="Reading how to sign in…" />
      {provider && <ProviderSignIn provider={provider} />}
      {local && <LocalSignIn />}
      {options.value !== undefined && !provider && !local && (
        <Body1 as="p">No way to sign in is set up on this server. Ask whoever runs it.</Body1>
      )}
    </>
  );
}

/** The sign-in at the force's own identity provider: without a question where Office knows the person already. */
function ProviderSignIn({ provider }: { readonly provider: SignInProvider }) {
  const { run, busyWith, tell } = usePane();
  const isShown = useIsShown();
  useEffect(() => {
    void signInSilently(provider).then((outcome) => {
      if (outcome && isShown()) tell(outcome);
    });
    // Once for each provider, whatever else the pane does.
  }, [provider.authority]);
  const signIn = (anotherAccount: boolean) => {
    void run("Signing in", () => signInAtProvider(provider, anotherAccount));
  };
  return (
    <section className="card stack" aria-labelledby="sign-in">
      <div className="row">
        <Subtitle2 as="h2" id="sign-in">
          Sign in
        </Subtitle2>
        {provider.isDemonstration && (
          <Badge appearance="outline" color="informative">
            Demonstration sign-in service
          </Badge>
        )}
      </div>
      <Body1 as="p">
        {provider.isDemonstration
          ? "A window opens in which you pick who you are. A force's own service would ask for proof."
          : "With the account of your force. Nothing of it is kept in the workbook."}
      </Body1>
      <div className="row">
        <Button appearance="primary" disabledFocusable={busyWith !== null} onClick={() => signIn(false)}>
          Sign in
        </Button>
        <Button appearance="subtle" disabledFocusable={busyWith !== null} onClick={() => signIn(true)}>
          Use another account
        </Button>
      </div>
    </section>
  );
}

/** The sign-in of a demonstration without a provider: choose who you are. */
function LocalSignIn() {
  const { run, busyWith, viewer } = usePane();
  const [subject, setSubject] = useState<string>();
  const people = useAsked("people", async (signal) => {
    return (await ask(LOCAL_SIGN_IN_PEOPLE, {}, { signal })).localSignInPeople;
  });
  // Whoever signs in again is most often who they were.
  const before = people.value?.find(({ displayName }) => displayName === viewer?.displayName);
  const chosen = subject ?? before?.subject ?? people.value?.[0]?.subject;
  return (
    <section className="card stack" aria-labelledby="local-sign-in">
      <div className="row">
        <Subtitle2 as="h2" id="local-sign-in">
          Sign in
        </Subtitle2>
        <Badge appearance="outline" color="informative">
          Local sign-in for this demonstration
        </Badge>
      </div>
      <ReadingNote asked={people} label="Reading who can sign in…" />
      {people.value !== undefined && (
        <>
          <Field label="Who are you?">
            <RadioGroup value={chosen ?? ""} onChange={(_, { value }) => setSubject(value)}>
              {people.value.map((person) => (
                <Radio
                  key={person.subject}
                  value={person.subject}
                  label={`${person.displayName} (${shownMemberships(person.memberships)})`}
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
  );
}
