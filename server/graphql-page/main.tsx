import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { StrictMode, useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import "./page.css";

interface Person {
  readonly subject: string;
  readonly displayName: string;
  readonly role: string;
}

const TOKEN = "sevenfold-graphql-token";
const example = `# Figures of Sevenfold, as Excel, Power BI and scripts get them. Sign in above, then press the play button.
query SavingsAndCompliance {
  contracts(first: 5, orderBy: [{ field: CURRENT_ENDS_ON, direction: ASCENDING }]) {
    totalCount
    nodes {
      reference
      title
      status
      currentEndsOn
      annualValue
      supplier { name }
      leadForce { code }
    }
  }
  cells(requests: [{ kpi: "COMPLIANCE" }, { kpi: "SAVINGS", force: "KENT", period: "2026-27 Q2" }]) {
    label
    value
    unit
    period
    numerator
    denominator
  }
}
`;

async function ask<Answer>(query: string, variables: object = {}): Promise<Answer> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: Answer }).data;
}

function SignIn({ onToken }: { readonly onToken: (token: string) => void }) {
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [subject, setSubject] = useState("");
  useEffect(() => {
    void ask<{ localSignInPeople: Person[] }>("{ localSignInPeople { subject displayName role } }").then((answer) => {
      setPeople(answer.localSignInPeople);
      setSubject(answer.localSignInPeople[0]?.subject ?? "");
    });
  }, []);
  if (people.length === 0) {
    return <p>The local sign-in is switched off: put your token into the Headers tab as Authorization: Bearer ...</p>;
  }
  const signIn = async () => {
    const answer = await ask<{ signInLocally: { token: string | null } }>(
      "mutation ($subject: String!) { signInLocally(subject: $subject) { token } }",
      { subject },
    );
    if (answer.signInLocally.token) onToken(answer.signInLocally.token);
  };
  return (
    <form
      className="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <label>
        Local sign-in for this demonstration:{" "}
        <select value={subject} onChange={(event) => setSubject(event.target.value)}>
          {people.map((person) => (
            <option key={person.subject} value={person.subject}>
              {person.displayName} ({person.role.toLowerCase()})
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Sign in</button>
    </form>
  );
}

function Page() {
  const [token, setToken] = useState(() => sessionStorage.getItem(TOKEN));
  const fetcher = useMemo(
    () => createGraphiQLFetcher({ url: "/graphql", headers: token ? { authorization: `Bearer ${token}` } : {} }),
    [token],
  );
  const keep = (next: string | null) => {
    if (next === null) sessionStorage.removeItem(TOKEN);
    else sessionStorage.setItem(TOKEN, next);
    setToken(next);
  };
  return (
    <>
      <header className="page-header">
        <h1>Sevenfold GraphQL</h1>
        {token ? (
          <button type="button" onClick={() => keep(null)}>
            Sign out
          </button>
        ) : (
          <SignIn onToken={keep} />
        )}
      </header>
      <main>
        {/* The schema is read by signed-in callers only; null keeps the page from asking. */}
        <GraphiQL
          key={token ?? "nobody"}
          fetcher={fetcher}
          defaultQuery={example}
          {...(token === null ? { schema: null } : {})}
        />
      </main>
    </>
  );
}

const place = document.getElementById("page");
if (place) {
  createRoot(place).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  );
}
