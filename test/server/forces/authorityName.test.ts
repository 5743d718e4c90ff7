import { authorityKey } from "../../../server/forces/authorityName.js";

describe("the key of an authority's name", () => {
  test.each([
    [
      "a police and crime commissioner",
      "The Police and Crime Commissioner for Kent",
      "Police & Crime Commissioner for Kent",
      "Police &amp; Crime Commissioner for Kent",
      "KENT POLICE AND CRIME COMMISSIONER",
      "Kent Police & Crime Commissioner",
      "The Office of the Police and Crime Commissioner for Kent",
      "Office of the Police & Crime Commissioner for Kent",
      "Police and Crime Commissioner Kent,",
      "PCC for Kent",
      "Kent PCC",
      "Kent OPCC",
      "OPCC Kent",
    ],
    [
      "a police, fire and crime commissioner",
      "Police, Fire and Crime Commissioner for Essex",
      "The Police Fire & Crime Commissioner for Essex",
      "PFCC for Essex",
      "Essex PFCC",
      "Office of the Police, Fire and Crime Commissioner for Essex",
    ],
    ["a chief constable", "Chief Constable of Kent", "The Chief Constable for Kent", "CHIEF CONSTABLE KENT"],
    [
      "the mayor's office",
      "Mayor's Office for Policing and Crime",
      "Mayors Office for Policing and Crime (MOPAC)",
      "The Mayor’s Office for Policing & Crime",
      "MOPAC",
    ],
    ["a force", "Kent Police", "KENT POLICE", "Kent Police Service", "Kent Police - Procurement Department"],
    ["a constabulary", "Durham Constabulary", "Durham Police Procurement Team", "DURHAM POLICE"],
    ["a company", "COLLEGE OF POLICING LIMITED", "College of Policing", "The College of Policing Ltd"],
    [
      "a fire service with its initials",
      "Tyne And Wear Fire And Rescue Service",
      "Tyne & Wear Fire & Rescue Service (TWFRS)",
    ],
  ])("is the same for the spellings of %s", (_what, ...spellings) => {
    expect(new Set(spellings.map(authorityKey))).toEqual(new Set([authorityKey(spellings[0] as string)]));
    expect(authorityKey(spellings[0] as string)).not.toBe("");
  });

  // One line: names that must stay apart, however alike they look.
  test.each([
    ["PCC for Kent", "PCC for Essex"],
    ["PCC for Kent", "Chief Constable of Kent"],
    ["PCC for Kent", "Kent Police"],
    ["PCC for Kent", "Kent County Council"],
    ["Police and Crime Commissioner (Kent)", "Police and Crime Commissioner (Essex)"],
    ["PCC for Essex", "PFCC for Essex"],
    ["PFCC for Essex", "Essex Police, Fire and Crime Commissioner Fire and Rescue Authority"],
    ["PCC for Norfolk", "PCC for Suffolk"],
    ["PCC for South Wales", "PCC for North Wales"],
    ["PCC for South Wales", "PCC for South Yorkshire"],
    ["PCC for Hampshire", "PCC for Hampshire and Isle of Wight"],
    ["West Mercia Police", "West Midlands Police"],
    ["Thames Valley Police", "Thames Valley Police Welfare Fund"],
    ["British Transport Police", "British Transport Police Authority"],
    ["City of London Police", "Metropolitan Police Service"],
    ["Yorkshire and Humber Police Procurement", "Humberside Police"],
    ["South West Police Procurement Services", "South West Police"],
    ["Kent Fire and Rescue Service", "Kent Police"],
    ["Devon and Cornwall Police", "Devon and Somerset Fire and Rescue Authority"],
    ["Norwich City Council", "Norfolk County Council"],
    ["Independent Office for Police Conduct", "MOPAC"],
  ])("differs between %s and %s", (one, other) => {
    expect(authorityKey(one)).not.toBe(authorityKey(other));
  });

  test.each(["", " ", "-", "(!)"])("is nothing for %j", (name) => {
    expect(authorityKey(name)).toBe("");
  });
});
