// Where a person stands, in one word, and what the first sentence counts: which answers and steps tell it stands in the rule data.

function isSign(fact) {
  return fact.polarity !== "neutral" && fact.values.length === 2 && typeof fact.values[0] === "boolean" && !fact.judgement && !fact.derived;
}

// "seen", "absent", "maybe" or "open".
function signState(fact, person) {
  if (person.known.has(fact.id)) return person.known.get(fact.id) === (fact.polarity === "risk") ? "seen" : "absent";
  return person.marks.get(fact.id) === "maybe" ? "maybe" : "open";
}

function standing(program, person, step) {
  const read = inOrder(program, Object.keys(step.rule.tests));
  const every = [...program.fact.values()].filter(isSign);
  const signs = every.filter((fact) => fact.element !== "safety" || read.includes(fact.id));
  const statesOfSigns = (facts) => new Set(facts.map((fact) => signState(fact, person)));
  const safety = statesOfSigns(every.filter((fact) => !signs.includes(fact)));
  const seen = statesOfSigns(signs);
  safety.delete("open");
  const there = (states) => states.has("seen") || states.has("maybe");
  return {
    state: stateOf(program, person.known, new Set([...seen, ...[...safety].filter((each) => each !== "absent")]), step),
    declined: signs.filter((fact) => person.marks.get(fact.id) === "declined").length,
    findings: read.filter((name) => isFinding(program.fact.get(name), person.known.get(name))),
    safety: there(safety) && !there(seen),
    askedSafety: safety.size > 0,
  };
}

function isFinding(fact, item) {
  if (fact.polarity !== "neutral" || fact.wish || fact.derived || !(fact.element === "law" || fact.judgement)) return false;
  if (fact.judgement || item === undefined) return item !== undefined;
  return typeof item === "boolean" ? item : meaning(fact.states, item) !== "nothing";
}

// What the rule data say that a value means.
function meaning(pairs, item) {
  const pair = pairs.find(([value]) => value === item);
  return pair ? pair[1] : "";
}

// What answers tell of where a person stands.
function toldBy(program, known) {
  return [...known].map(([name, value]) => meaning(program.fact.get(name).states, value)).filter((state) => state);
}

function stateOf(program, known, signs, step) {
  const found = toldBy(program, known);
  if (found.includes("in_system") && !found.includes("other_ground") && !found.includes("left_system")) return "in_system";
  const below = [["seen", "too_few"], ["maybe", "perhaps"], ["absent", "no_sign"]].find(([name]) => signs.has(name));
  return meaning(step.rule.states, step.floor) || (below ? below[1] : "nothing_known");
}
